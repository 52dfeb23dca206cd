import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHome, runCli, runJson } from '../support/cli.ts'

const object = (kind: string, name: string, spec: string): string =>
  `apiVersion: gaze.dev/v1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: ${spec}\n---\n`
const DOOR = object('Image', 'door', '{pipeline: motion ! track, env: {A: 1}}')
const FRONT = object('Stream', 'front', '{image: door, replicas: 2, env: {X: a, Y: b}, cpu: 500m}')

let home: string
beforeEach(() => {
  home = createHome()
})
afterEach(() => rmSync(home, { recursive: true, force: true }))
const run = (args: string, input?: string) =>
  runCli(args.split(' '), { home, ...(input === undefined ? {} : { input }) })
const errorOf = (stderr: string) => (JSON.parse(stderr) as { error: Record<string, unknown> }).error
const stream = () => runJson<Record<string, unknown>>(['stream', 'show', 'front', '--reveal'], { home })

describe('gaze apply', () => {
  it('says created, then unchanged, and writes nothing the second time', async () => {
    const first = await run('apply -f -', DOOR + FRONT)
    expect(first).toMatchObject({ code: 0, stdout: 'image door created\nstream front created\n', stderr: '' })
    const before = await stream()
    expect(before).toMatchObject({ image: 'door', replicas: 2, env: { X: 'a', Y: 'b' }, generation: 1 })
    expect(await run('apply -f -', DOOR + FRONT)).toMatchObject({
      code: 0,
      stdout: 'image door unchanged\nstream front unchanged\n',
    })
    expect(await stream()).toEqual(before)
  })

  it('prints each record with its result as JSON', async () => {
    const { stdout, code } = await run('apply -f - --json', DOOR + FRONT)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject([
      { type: 'image', name: 'door', kind: 'pipeline', result: 'created' },
      { type: 'stream', name: 'front', image: 'door', key: null, missingSecrets: [], result: 'created' },
    ])
  })

  it('sets what a file names, resets what it named before, and leaves the rest', async () => {
    await run('apply -f -', DOOR + FRONT)
    await run('stream scale front --queue 5 --env Z=c --replicas 4 --no-wait')
    const { key } = await stream()
    const less = object('Stream', 'front', '{image: door, env: {X: a}}')
    expect((await run('apply -f -', less)).stdout).toBe('stream front configured\n')
    expect(await stream()).toMatchObject({ key, replicas: 1, cpu: '', env: { X: 'a' }, queue: 5 })
  })

  it('changes nothing in a dry run', async () => {
    const { stdout } = await run('apply -f - --dry-run', DOOR + FRONT)
    expect(stdout).toBe('image door created (dry run)\nstream front created (dry run)\n')
    expect((await run('image list -o name')).stdout).toBe('')
  })

  it('reads the files of a directory by name, relative paths from there', async () => {
    mkdirSync(join(home, 'site', 'below'), { recursive: true })
    writeFileSync(join(home, 'site', 'clip.mp4'), '')
    writeFileSync(join(home, 'site', '2.yaml'), object('Stream', 'front', '{image: door, source: clip.mp4}'))
    writeFileSync(join(home, 'site', '1.yml'), DOOR)
    writeFileSync(join(home, 'site', 'below', '3.yaml'), 'not: looked at')
    expect((await run('apply -f site')).stdout).toBe('image door created\nstream front created\n')
    expect(await stream()).toMatchObject({ source: join(home, 'site', 'clip.mp4') })
  })

  it('lists everything that is wrong, with place and nearest word, and writes nothing', async () => {
    const wrong = `${DOOR}${object('Strem', 'a', '{}')}${object('Stream', 'front', '{image: dor, replcas: 2, output: nowhere}')}`
    const { code, stderr, stdout } = await run('apply -f - --json', wrong)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(errorOf(stderr)).toMatchObject({
      code: 'FILE_INVALID',
      details: {
        errors: [
          { file: 'stdin', line: 7, column: 7, suggestion: 'Stream' },
          { line: 14, column: 15, path: 'spec.image', suggestion: 'door' },
          { line: 14, column: 20, suggestion: 'replicas' },
          { line: 14, column: 40, path: 'spec.output' },
        ],
      },
    })
    expect((await run('image list -o name')).stdout).toBe('')
  })

  it.each([
    ['apply', 2],
    ['apply -f nowhere', 3],
    ['apply -f -', 2, 'a: b: c'],
  ])('%s exits %d', async (args, code, input?: string) => {
    expect(await run(args, input)).toMatchObject({
      code,
      stdout: '',
      stderr: expect.stringMatching(/^Error: /),
    })
  })
})

describe('gaze apply of nothing', () => {
  it.each(['', '# nothing\n', '---\n---\n', 'apiVersion: gaze.dev/v1\nkind: List\nitems: []\n'])(
    'says of %j that nothing is declared',
    async (text) => {
      for (const flag of ['', ' --diff', ' --dry-run']) {
        const { code, stdout, stderr } = await run(`apply -f - --json${flag}`, text)
        expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
        const message = 'There is nothing to apply in stdin'
        expect(errorOf(stderr)).toMatchObject({ code: 'FILE_INVALID', message })
      }
    },
  )

  it('refuses by place a variable of a program that gaze sets itself', async () => {
    const spec = '{command: cat, env: {GAZE_POD: x}}'
    const { code, stderr } = await run('apply -f -', object('Image', 'own', spec))
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/stdin:4:\d+.*GAZE_POD/) })
  })
})

describe('gaze apply --diff', () => {
  it('exits 0 without a difference, 1 with one, and changes nothing', async () => {
    await run('apply -f -', DOOR + FRONT)
    expect(await run('apply -f - --diff', DOOR + FRONT)).toMatchObject({ code: 0, stdout: '', stderr: '' })
    const other = DOOR + FRONT.replace('replicas: 2', 'replicas: 3')
    const { code, stdout } = await run('apply -f - --diff', other)
    expect(code).toBe(1)
    expect(stdout).toContain('-  replicas: 2\n+  replicas: 3\n')
    expect(await stream()).toMatchObject({ replicas: 2 })
  })

  it('never shows a key', async () => {
    await run('apply -f -', DOOR + FRONT.replace('{image', '{key: secret-1, image'))
    const { stdout, code } = await run('apply -f - --diff', FRONT.replace('{image', '{key: secret-2, image'))
    expect({ code, key: /\bsecret-\d/.test(stdout) }).toEqual({ code: 1, key: false })
    expect(stdout).toMatch(/^\+ {2}key: .*another/m)
  })

  it('exits 6 when it cannot be told', async () => {
    mkdirSync(join(home, 'state', 'gaze'), { recursive: true })
    writeFileSync(join(home, 'state', 'gaze', 'records'), '')
    const { code, stderr } = await run('apply -f - --diff --json', DOOR)
    expect(code).toBe(6)
    expect(errorOf(stderr)).toMatchObject({ code: 'NOT_COMPARED', details: { reason: 'STORE_UNAVAILABLE' } })
  })
})

describe('gaze apply --prune', () => {
  it('removes what earlier files made, named first, and nothing else', async () => {
    await run('apply -f -', DOOR + FRONT + object('Stream', 'back', '{image: door}'))
    await run('stream scale hand --image door --no-wait')
    const { stdout, stderr, code } = await run('apply -f - --prune', DOOR + FRONT)
    expect(code).toBe(0)
    expect(stderr).toBe('No longer declared, now removed: stream back\n')
    expect(stdout).toBe('image door unchanged\nstream front unchanged\nstream back removed\n')
    expect((await run('stream list -o name')).stdout).toBe('front\nhand\n')
  })

  it('refuses to remove all because nothing is declared', async () => {
    await run('apply -f -', DOOR)
    const empty = '# nothing\n'
    expect(await run('apply -f - --prune', empty)).toMatchObject({ code: 2, stdout: '' })
    expect((await run('image list -o name')).stdout).toBe('door\n')
  })

  it('refuses to take an image from a stream that stays, before anything is written', async () => {
    await run('apply -f -', DOOR)
    await run('stream scale hand --image door --no-wait')
    const other = object('Image', 'other', '{pipeline: motion}')
    expect(await run('apply -f - --prune', other)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('hand'),
    })
    expect((await run('image list -o name')).stdout).toBe('door\n')
  })
})

describe('gaze export', () => {
  it('gives a file that changes nothing here and makes the same elsewhere', async () => {
    await run('image add blur --command cat --env A=1')
    await run('apply -f -', DOOR + FRONT)
    await run('stream scale yard --image blur --output 127.0.0.1:6000 --order --queue 3 --no-wait')
    await runCli('stream scale yard --secret-env PASSWORD=env:VALUE --no-wait'.split(' '), {
      home,
      env: { VALUE: 'do-not-show' },
    })
    const exported = (await run('export')).stdout
    expect(exported).not.toMatch(/do-not-show|key:/)
    expect((await run('apply -f -', exported)).stdout).toBe(
      'image blur unchanged\nimage door unchanged\nstream front unchanged\nstream yard unchanged\n',
    )
    expect((await run('apply -f - --diff', (await run('export --json')).stdout)).code).toBe(0)
    const elsewhere = createHome()
    const carried = await runCli(['apply', '-f', '-'], { home: elsewhere, input: exported })
    expect(carried.stdout).toBe(
      'image blur created\nimage door created\nstream front created\nstream yard created\n',
    )
    expect(carried.stderr).toContain('stream yard has no value for PASSWORD')
    expect((await runCli(['export'], { home: elsewhere })).stdout).toBe(exported)
    rmSync(elsewhere, { recursive: true })
  })

  it('has keys with --reveal, and another site then has the same', async () => {
    await run('apply -f -', DOOR + FRONT)
    const { key } = await stream()
    const exported = (await run('export --reveal')).stdout
    await run('stream remove front --confirm front')
    await run('apply -f -', exported)
    expect(await stream()).toMatchObject({ key })
  })
})
