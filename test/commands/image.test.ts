import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHome, runCli, runJson } from '../support/cli.ts'

const STATEMENT = 'motion ! track ! count-line name=door line=0.5,0:0.5,1'
const OTHER = 'motion ! track ! count-line name=door line=0.6,0:0.6,1'
const YAML = `
nodes:
  - id: clip
    type: file
    params: { path: clips/yard.mp4 }
  - id: motion
    type: motion
    from: [clip]
`

interface Image {
  readonly name: string
  readonly digest: string
  readonly usedBy: string[]
  readonly pipeline?: {
    readonly nodes: { readonly type: string; readonly params: Record<string, unknown> }[]
  }
}

let home: string
beforeAll(() => {
  home = createHome()
})
afterAll(() => rmSync(home, { recursive: true, force: true }))
const run = (...args: string[]) => runCli(args, { home })
const json = <T = Image>(...args: string[]) => runJson<T>(args, { home })
const errorOf = (stderr: string) => (JSON.parse(stderr) as { error: Record<string, unknown> }).error

describe('gaze image', () => {
  it('lists nothing at first', async () => {
    expect(await json<Image[]>('image', 'list')).toEqual([])
    expect((await run('image', 'list')).stdout).toMatch(/^NAME +KIND/)
  })

  it('adds a statement, once', async () => {
    const created = await json('image', 'add', 'door', '--pipeline', STATEMENT, '--description', 'counts')
    expect(created).toMatchObject({
      ...{
        name: 'door',
        kind: 'pipeline',
        ref: 'statement',
        wire: 'v1',
        description: 'counts',
        env: {},
        usedBy: [],
      },
      ...{ result: 'created', digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
    })
    const again = await json('image', 'add', 'door', '--pipeline', STATEMENT, '--description', 'counts')
    expect(again).toEqual({ ...created, result: 'unchanged' })
  })

  it('shows a description on one line, without what a terminal would obey', async () => {
    await run('image', 'add', 'odd', '--pipeline', STATEMENT, '--description', 'a\nb\u001B[31mc')
    expect((await run('image', 'show', 'odd')).stdout).toMatch(/^Description: +a b \[31mc$/m)
    await run('image', 'remove', 'odd', '--confirm', 'odd')
  })

  it('takes the description of a file, unless another is given', async () => {
    const text = 'name: described\ndescription: zählt Türen — 数える\nnodes: [motion]\n'
    const add = (...args: string[]) =>
      runCli(['image', 'add', '-', '--dry-run', '--json', ...args], { home, input: text })
    expect(JSON.parse((await add()).stdout)).toMatchObject({ description: 'zählt Türen — 数える' })
    expect(JSON.parse((await add('--description', 'mine')).stdout)).toMatchObject({ description: 'mine' })
  })

  it('refuses another of the same name, and shows the difference', async () => {
    const refused = await run(
      'image',
      'add',
      'door',
      '--pipeline',
      OTHER,
      '--description',
      'counts',
      '--json',
    )
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(errorOf(refused.stderr)).toMatchObject({
      code: 'EXISTS',
      details: {
        differences: [{ path: 'pipeline.nodes[2].params.line', from: '0.5,0:0.5,1', to: '0.6,0:0.6,1' }],
      },
    })
    const text = await run('image', 'add', 'door', '--pipeline', OTHER, '--description', 'counts')
    expect(text.stderr).toContain('params.line: "0.5,0:0.5,1" -> "0.6,0:0.6,1"')
    expect(text.stderr).toContain('--force')
  })

  it('replaces it with --force, and only says so with --dry-run', async () => {
    const before = await json('image', 'show', 'door')
    const dry = await json('image', 'add', 'door', '--pipeline', OTHER, '--force', '--dry-run')
    expect(dry).toMatchObject({ result: 'configured', dryRun: true })
    expect(await json('image', 'show', 'door')).toEqual(before)
    const forced = await json('image', 'add', 'door', '--pipeline', OTHER, '--force')
    expect(forced.digest).not.toBe(before.digest)
    expect(await json('image', 'show', 'door')).toMatchObject({ digest: forced.digest })
  })

  it('reads files and stdin, and makes their paths absolute', async () => {
    writeFileSync(join(home, 'yard.yaml'), YAML)
    const file = await json('image', 'add', 'yard.yaml')
    expect(file).toMatchObject({ name: 'yard', ref: 'yard.yaml', result: 'created' })
    expect(file.pipeline?.nodes[0]?.params.path).toBe(join(home, 'clips/yard.mp4'))
    const stdin = await runCli(['image', 'add', '-', '--name', 'piped', '--json'], { home, input: YAML })
    expect(JSON.parse(stdin.stdout)).toMatchObject({ name: 'piped', ref: '-', digest: file.digest })
    const nameless = await runCli(['image', 'add', '-'], { home, input: YAML })
    expect(nameless).toMatchObject({ code: 2, stderr: expect.stringContaining('--name') })
  })

  it('adds programs', async () => {
    const image = await json('image', 'add', 'echo', '--command', `sh -c 'cat "a b"'`, '--env', 'A=1')
    expect(image).toMatchObject({
      kind: 'command',
      wire: 'v0',
      ref: 'sh',
      command: ['sh', '-c', 'cat "a b"'],
      env: { A: '1' },
    })
    const missing = await run('image', 'add', 'no', '--command', 'no-such-program-here', '--json')
    expect([missing.code, errorOf(missing.stderr).code]).toEqual([3, 'FILE_NOT_FOUND'])
    expect((await run('image', 'add', 'no', '--command', 'no-such-program-here', '--no-check')).code).toBe(0)
  })

  it.each([
    ['a container', ['alpine:3'], 2, 'NEEDS_CLUSTER'],
    ['a bad name', ['Bad_Name', '--command', 'cat'], 2, 'INVALID_NAME'],
    ['a file that is not there', ['none.yaml'], 3, 'FILE_NOT_FOUND'],
    ['a pipeline with mistakes', ['bad', '--pipeline', 'moton ! trak ! count-lin'], 2, 'PIPELINE_INVALID'],
    ['an open quote', ['bad', '--command', "cat 'x"], 2, 'USAGE'],
    ['a password', ['bad', '--pipeline', 'file rtsp://u:hunter2@h/1 ! motion'], 2, 'PASSWORD_IN_URL'],
    ['two kinds', ['bad', '--pipeline', 'motion', '--command', 'cat'], 2, 'USAGE'],
    ['a bad variable', ['bad', '--command', 'cat', '--env', 'A'], 2, 'USAGE'],
    ['a variable of gaze', ['bad', '--command', 'cat', '--env', 'GAZE_STREAM=x'], 2, 'USAGE'],
    ['an unknown flag', ['bad', '--comand', 'cat'], 2, 'USAGE'],
  ])('refuses %s', async (_, args, code, error) => {
    const refused = await run('image', 'add', ...args, '--json')
    expect(refused).toMatchObject({ code, stdout: '' })
    expect(errorOf(refused.stderr)).toMatchObject({ code: error })
    expect(refused.stderr).not.toContain('hunter2')
  })

  it('names every mistake of a pipeline', async () => {
    const refused = await run('image', 'add', 'bad', '--pipeline', 'moton ! trak ! count-lin', '--json')
    const { errors } = errorOf(refused.stderr).details as { errors: { suggestion: string }[] }
    expect(errors.map(({ suggestion }) => suggestion)).toEqual(['motion', 'track', 'count-line'])
  })

  it('removes what nothing uses, once confirmed', async () => {
    await run('stream', 'scale', 'front', '--image', 'door', '--no-wait')
    expect((await json('image', 'show', 'door')).usedBy).toEqual(['front'])
    const used = await run('image', 'remove', 'door', '--confirm', 'door', '--json')
    expect(used.code).toBe(1)
    expect(errorOf(used.stderr)).toMatchObject({ code: 'IN_USE', details: { streams: ['front'] } })
    const unconfirmed = await run('image', 'remove', 'yard')
    expect(unconfirmed).toMatchObject({ code: 2, stderr: expect.stringContaining('--confirm yard') })
    expect((await run('image', 'remove', 'yard', '--confirm', 'yrd')).code).toBe(2)
    expect(await json('image', 'remove', 'yard', '--dry-run')).toMatchObject({
      result: 'removed',
      dryRun: true,
    })
    expect(await json('image', 'remove', 'yard', '--confirm', 'yard')).toMatchObject({
      name: 'yard',
      result: 'removed',
    })
    const gone = await run('image', 'show', 'yard', '--json')
    expect([gone.code, errorOf(gone.stderr).code]).toEqual([3, 'IMAGE_NOT_FOUND'])
  })

  it('suggests the nearest name', async () => {
    expect((await run('image', 'show', 'dor')).stderr).toContain('Did you mean "door"?')
  })
})
