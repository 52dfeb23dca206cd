import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/runtime/package-root.ts'
import { createHome, runCli, runJson } from '../support/cli.ts'

const GRAPHS = join(packageRoot, 'test/runtime/models/fixtures/graphs')
const PROBE = join(GRAPHS, 'probe.onnx')
const OTHER = join(GRAPHS, 'yolov8-metadata.onnx')

interface Errors {
  readonly error: { readonly details: { readonly errors: readonly Record<string, unknown>[] } }
}

describe('a site as a file, whose images name models', () => {
  let from = ''
  let to = ''
  let sha256 = ''
  let site = ''
  beforeAll(async () => {
    ;[from, to] = [createHome(), createHome()]
    const here = (...args: string[]) => runJson<Record<string, string>>(args, { home: from })
    sha256 = (await here('model', 'add', PROBE, '--name', 'probe')).sha256 ?? ''
    await here('image', 'add', 'eye', '--pipeline', 'detect probe ! track')
    await here('image', 'add', 'any', '--pipeline', `detect model=\${MODEL} ! track`)
    await here('stream', 'scale', 'door', '--image', 'any', '--env', 'MODEL=probe', '--no-wait')
    site = (await runCli(['export'], { home: from })).stdout
  })
  afterAll(() => {
    for (const home of [from, to]) rmSync(home, { recursive: true, force: true })
  })

  const apply = (input: string, ...args: string[]) =>
    runCli(['apply', '-f', '-', ...args], { home: to, input })
  const refused = async (input: string) => {
    const { code, stdout, stderr } = await apply(input, '--json')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    return (JSON.parse(stderr) as Errors).error.details.errors
  }

  it('has their hashes where they are named', async () => {
    const { items } = await runJson<{ items: { metadata: { name: string }; spec: object }[] }>(['export'], {
      home: from,
    })
    const models = items.map(({ metadata: { name }, spec }) => [name, 'models' in spec ? spec.models : {}])
    expect(models).toEqual([
      ['any', {}],
      ['eye', { probe: sha256 }],
      ['door', { probe: sha256 }],
    ])
    expect((await runCli(['apply', '-f', '-', '--diff'], { home: from, input: site })).code).toBe(0)
  })

  it('is refused where such a model is missing, with how to add it', async () => {
    const add = `gaze model add FILE --name probe --sha256 ${sha256}`
    expect(await refused(site)).toMatchObject([
      { code: 'MODEL_NOT_FOUND', path: 'spec.models', message: expect.stringContaining(add) },
      { code: 'MODEL_NOT_FOUND', path: 'spec.models', message: expect.stringContaining(add) },
    ])
    expect((await apply(site)).stderr).toContain(add)
    expect(await runJson(['image', 'list'], { home: to })).toEqual([])
  })

  it('is refused where another file has that name', async () => {
    const other = await runJson<{ sha256: string }>(['model', 'add', OTHER, '--name', 'probe'], { home: to })
    const [first] = await refused(site)
    expect(first).toMatchObject({
      code: 'PRECONDITION',
      path: 'spec.models',
      message: expect.stringMatching(
        `^model "probe" is another file here; Its SHA-256 is ${other.sha256}, and ${sha256} is wanted; gaze model add FILE --name probe .* --force`,
      ),
    })
    await runJson(['model', 'add', PROBE, '--name', 'probe', '--sha256', sha256, '--force'], { home: to })
    expect(await apply(site)).toMatchObject({
      code: 0,
      stdout: 'image any created\nimage eye created\nstream door created\n',
    })
    expect((await apply(site)).stdout).toBe(
      'image any unchanged\nimage eye unchanged\nstream door unchanged\n',
    )
  })

  it('does not take for a hash what is none', async () => {
    const [first] = await refused(site.replaceAll(sha256, 'abc'))
    expect(first).toMatchObject({ code: 'USAGE', message: expect.stringContaining('models.probe') })
    expect((await apply(site.replaceAll(sha256, `sha256:${sha256.toUpperCase()}`))).code).toBe(0)
  })
})
