import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHome, runCli, runJson, startCli, stateOf } from '../support/cli.ts'

interface Stream extends Record<string, unknown> {
  readonly generation: number
  readonly key: string | null
  readonly updatedAt: string
}

let home: string
beforeAll(async () => {
  home = createHome()
  const images = [
    ['door', '--pipeline', 'motion ! track ! count-line name=door line=0.5,0:0.5,1'],
    ['own', '--pipeline', 'file /none.mp4 ! motion'],
    ['plain', '--command', 'cat'],
  ]
  for (const image of images) await runJson(['image', 'add', ...image], { home })
})
afterAll(() => rmSync(home, { recursive: true, force: true }))
const run = (...args: string[]) => runCli(args, { home })
const json = <T = Stream>(...args: string[]) => runJson<T>(args, { home })
const scale = (...args: string[]) => json('stream', 'scale', ...args, '--no-wait')
const errorOf = (stderr: string) => (JSON.parse(stderr) as { error: Record<string, unknown> }).error

describe('gaze stream, with nothing running', () => {
  it('records a new stream, and says that nothing runs it', async () => {
    const result = await run('stream', 'scale', 'front', '--image', 'door', '--json')
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(errorOf(result.stderr)).toMatchObject({
      code: 'NOT_RUNNING',
      hint: expect.stringContaining('gaze up'),
    })
    expect(await json('stream', 'show', 'front')).toMatchObject({
      ...{
        name: 'front',
        image: 'door',
        source: 'push',
        output: '',
        sinks: [],
        env: {},
        secretEnv: [],
        key: null,
      },
      ...{ replicas: 1, readyReplicas: 0, order: true, phase: 'Pending', reason: 'NotRunning' },
      ...{ generation: 1, observedGeneration: 0, pods: [] },
      ledger: { captured: 0, processed: 0, inFlight: 0, dropped: {}, hops: expect.any(Array) },
    })
  })

  it('counts changes of the spec, and nothing else', async () => {
    const first = await scale('front')
    expect(first).toMatchObject({ result: 'unchanged', generation: 1 })
    expect(await scale('front', '--replicas', '2', '--queue', '5')).toMatchObject({
      result: 'configured',
      generation: 2,
    })
    const same = await scale('front', '--replicas', '2')
    expect(same).toMatchObject({ result: 'unchanged', generation: 2, queue: 5 })
    const dry = await scale('front', '--replicas', '3', '--dry-run')
    expect(dry).toMatchObject({ result: 'configured', generation: 3, replicas: 3, dryRun: true })
    expect(await json('stream', 'show', 'front')).toMatchObject({ generation: 2, replicas: 2 })
    expect(await json('stream', 'restart', 'front', '--no-wait')).toMatchObject({ generation: 3 })
  })

  it('shows the key only when asked to', async () => {
    const { key } = await json('stream', 'show', 'front', '--reveal')
    expect(key).toMatch(/^[a-z0-9]{8}$/)
    const shown = [
      await run('stream', 'show', 'front'),
      await run('stream', 'list', '--json'),
      await run('stream', 'list'),
    ]
    for (const { stdout } of shown) expect(stdout).not.toContain(key)
    expect(await scale('front', '--key', 'abcd1234')).toMatchObject({ key: null })
    const twice = await run(
      'stream',
      'scale',
      'other',
      '--image',
      'door',
      '--key',
      'abcd1234',
      '--no-wait',
      '--json',
    )
    expect(errorOf(twice.stderr)).toMatchObject({ code: 'USAGE', details: { stream: 'front' } })
  })

  it('keeps secrets in files of their own', async () => {
    const options = { home, input: 'hunter2\n', env: { CAM: 'hunter3' } }
    const flags = ['--secret-env', 'A=-', '--secret-env', 'B=env:CAM', '--env', 'C=1', '--no-wait']
    const set = await runJson<Stream>(['stream', 'scale', 'front', ...flags], options)
    expect(set).toMatchObject({ secretEnv: ['A', 'B'], env: { C: '1' }, result: 'configured' })
    const shown = await runCli(['stream', 'show', 'front'], { home })
    expect(shown.stdout).toMatch(/^Secret env: +A=\*\*\* B=\*\*\*$/m)
    const again = await runJson<Stream>(['stream', 'scale', 'front', ...flags], options)
    expect(again).toMatchObject({ generation: set.generation, result: 'unchanged' })
    const changed = await runJson<Stream>(['stream', 'scale', 'front', ...flags], {
      ...options,
      input: 'hunter4',
    })
    expect(changed).toMatchObject({ generation: set.generation + 1, result: 'configured' })
    const file = join(stateOf(home), 'secrets', 'front.json')
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ A: 'hunter4', B: 'hunter3' })
    const records = readFileSync(join(stateOf(home), 'records', 'data.mdb'), 'latin1')
    expect(records).not.toContain('hunter')
    expect(await scale('front', '--secret-env', 'A-', '--secret-env', 'B-')).toMatchObject({ secretEnv: [] })
  })

  it('makes relative sources absolute and takes those of pipelines', async () => {
    expect(await scale('clip', '--image', 'door', '--source', './a.mp4')).toMatchObject({
      source: join(home, 'a.mp4'),
    })
    expect(await scale('mine', '--image', 'own')).toMatchObject({ source: 'pipeline' })
  })

  it.each([
    ['no image', ['new'], 2, 'USAGE'],
    ['an unknown image', ['new', '--image', 'dor'], 3, 'IMAGE_NOT_FOUND'],
    ['a bad name', ['New', '--image', 'door'], 2, 'INVALID_NAME'],
    ['two sources', ['new', '--image', 'own', '--source', 'push'], 2, 'SOURCE_TWICE'],
    ['replicas of a file', ['clip', '--replicas', '2'], 2, 'REPLICAS_NEED_PUSH'],
    ['a password', ['clip', '--source', 'rtsp://u:hunter2@h/1'], 2, 'PASSWORD_IN_URL'],
    ['a bad quantity', ['clip', '--memory', '1MB'], 2, 'USAGE'],
    ['a bad output', ['clip', '--output', 'here'], 2, 'USAGE'],
    ['a bad number', ['clip', '--replicas', 'many'], 2, 'USAGE'],
    ['a negative number', ['clip', '--replicas=-1'], 2, 'USAGE'],
    ['a bare time-out', ['clip', '--timeout', '5'], 2, 'USAGE'],
    ['other replicas', ['clip', '--current-replicas', '4', '--replicas', '1'], 1, 'PRECONDITION'],
    ['replicas of nothing', ['new', '--image', 'door', '--current-replicas', '1'], 1, 'PRECONDITION'],
  ])('refuses %s and writes nothing', async (_, args, code, error) => {
    const before = await json<Stream[]>('stream', 'list')
    const refused = await run('stream', 'scale', ...args, '--json')
    expect(refused).toMatchObject({ code, stdout: '' })
    expect(errorOf(refused.stderr)).toMatchObject({ code: error })
    expect(refused.stderr).not.toContain('hunter2')
    expect(await json<Stream[]>('stream', 'list')).toEqual(before)
  })

  it('lets several writers of one stream each say truly what happened', async () => {
    const writers = [1, 2, 3, 4, 5, 6].map((queue) =>
      run('stream', 'scale', 'raced', '--image', 'plain', '--queue', `${queue}`, '--no-wait', '--json'),
    )
    const results = await Promise.all(writers)
    const wrote = results.filter(({ code }) => code === 0)
    const lost = results.filter(({ code }) => code !== 0)
    for (const { code, stdout, stderr } of lost) {
      expect([code, stdout, errorOf(stderr).code]).toEqual([1, '', 'CONFLICT'])
    }
    const written = wrote.map(({ stdout }) => JSON.parse(stdout) as Stream)
    const last = await json('stream', 'show', 'raced')
    expect(last.generation).toBe(wrote.length)
    expect(written.map(({ generation }) => generation).sort()).toEqual(wrote.map((_, i) => i + 1))
    expect(written.find(({ generation }) => generation === last.generation)?.queue).toBe(last.queue)
  })

  it('lets one of several streams that are made with one key at once have it', async () => {
    const names = [1, 2, 3, 4, 5].map((n) => `same-${n}`)
    const results = await Promise.all(
      names.map((name) =>
        run('stream', 'scale', name, '--image', 'plain', '--key', 'oneforal', '--no-wait', '--json'),
      ),
    )
    const won = names.filter((_, i) => results[i]?.code === 0)
    expect(won).toHaveLength(1)
    for (const { code, stdout, stderr } of results.filter((each) => each.code !== 0)) {
      expect([code, stdout]).toEqual([2, ''])
      expect(errorOf(stderr)).toMatchObject({ code: 'USAGE', details: { stream: won[0] } })
    }
    const recorded = (await json<{ name: string }[]>('stream', 'list')).map(({ name }) => name)
    expect(recorded.filter((name) => names.includes(name))).toEqual(won)
    await run('stream', 'remove', won[0] ?? '', '--confirm', won[0] ?? '')
  })

  it('prints each stream that changes', async () => {
    const watch = startCli(['stream', 'list', '--watch', '--json'], { home })
    try {
      await watch.until(/"name":"raced"/)
      await scale('raced', '--queue', '77')
      const lines = (await watch.until(/"queue":77/)).trim().split('\n')
      for (const line of lines) expect(JSON.parse(line)).toHaveProperty('phase')
      await run('stream', 'remove', 'raced', '--confirm', 'raced')
      await watch.until(/"name":"raced","result":"removed"/)
    } finally {
      watch.child.kill('SIGINT')
    }
    expect((await watch.ended).code).toBe(130)
  })

  it('prints a YAML document for each stream that changes', async () => {
    await scale('yaml-watched', '--image', 'door')
    const watch = startCli(['stream', 'list', '--watch', '-o', 'yaml'], { home })
    const shown = await watch.until(/updatedAt: .+\n/).finally(() => watch.child.kill('SIGINT'))
    expect(shown).toMatch(/^---\nname: /)
    await watch.ended
    await run('stream', 'remove', 'yaml-watched', '--confirm', 'yaml-watched')
  })

  it('removes a stream with its secrets', async () => {
    await runJson(['stream', 'scale', 'front', '--secret-env', 'A=-', '--no-wait'], { home, input: 'x' })
    expect((await run('stream', 'remove', 'front')).code).toBe(2)
    expect(await json('stream', 'remove', 'front', '--confirm', 'front')).toMatchObject({
      name: 'front',
      result: 'removed',
    })
    expect(() => statSync(join(stateOf(home), 'secrets', 'front.json'))).toThrow('ENOENT')
    const gone = await run('stream', 'show', 'front', '--json')
    expect([gone.code, errorOf(gone.stderr).code]).toEqual([3, 'STREAM_NOT_FOUND'])
  })
})
