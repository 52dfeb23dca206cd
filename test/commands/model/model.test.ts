import { createHash, randomBytes } from 'node:crypto'
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../../src/runtime/package-root.ts'
import { createHome, runCli, runJson, stateOf } from '../../support/cli.ts'
import { serveFile } from '../../support/net/file-server.ts'
import { property, yoloxGrid } from '../../support/onnx.ts'

const GRAPHS = join(packageRoot, 'test/runtime/models/fixtures/graphs')
/** With something to fetch for a while. */
const BYTES = yoloxGrid(property('noise', randomBytes(200_000).toString('hex')))
const sha256 = createHash('sha256').update(BYTES).digest('hex')

interface Model {
  readonly name: string
  readonly manifest: { readonly classes: string[]; readonly input: Record<string, unknown> }
  readonly evidence: string[]
}

let home: string
let YOLOX: string
beforeAll(() => {
  home = createHome()
  YOLOX = join(home, 'yolox.onnx')
  writeFileSync(YOLOX, BYTES)
})
afterAll(() => rmSync(home, { recursive: true, force: true }))
/** The graph here says what it is and computes nothing of the kind. */
const unchecked = (args: string[]): string[] => [
  'model',
  ...args,
  ...(args[0] === 'add' ? ['--no-check'] : []),
]
const run = (...args: string[]) => runCli(unchecked(args), { home })
const json = <T = Model>(...args: string[]) => runJson<T>(unchecked(args), { home })
const fails = async (...args: string[]) => {
  const { code, stdout, stderr } = await run(...args, '--json')
  expect(stdout).toBe('')
  const { error } = JSON.parse(stderr) as { error: { code: string; message: string; hint?: string } }
  return { exit: code, ...error }
}

describe('gaze model', () => {
  it('adds a file, once, by its hash', async () => {
    expect(await json<Model[]>('list')).toEqual([])
    const added = await json('add', YOLOX)
    expect(added).toMatchObject({
      ...{
        name: 'yolox',
        family: 'yolox',
        task: 'detect',
        sha256,
        usedBy: [],
        images: [],
        result: 'created',
      },
      manifest: {
        schema: 1,
        sha256,
        source: 'yolox.onnx',
        input: { name: 'images', colour: 'bgr', width: 96 },
      },
      evidence: expect.arrayContaining([expect.stringMatching(/strides/)]),
    })
    expect(readFileSync(join(stateOf(home), 'models', `${sha256}.onnx`))).toEqual(BYTES)
    const copy = join(home, 'copy.onnx')
    copyFileSync(YOLOX, copy)
    expect(await json('add', copy, '--name', 'yolox')).toMatchObject({ result: 'unchanged' })
  })

  it('says on stderr what it took it for', async () => {
    const { stdout, stderr } = await run('add', YOLOX)
    expect(stdout).toBe('model yolox unchanged\n')
    expect(stderr).toMatch(/^yolox \(grid\), detect\n.*\n.*\n/)
    expect(stderr).toMatch(/colour: bgr, as is usual; the file does not say/)
  })

  it('replaces what differs only by force', async () => {
    const differs = await run('add', YOLOX, '--colour', 'rgb')
    expect(differs.code).toBe(1)
    expect(differs.stderr).toContain('input.colour: "bgr" -> "rgb"')
    expect(await json('add', YOLOX, '--colour', 'rgb', '--force', '--dry-run')).toMatchObject({
      ...{ result: 'configured', dryRun: true, manifest: { input: { colour: 'rgb' } } },
    })
    expect(await json('show', 'yolox')).toMatchObject({ manifest: { input: { colour: 'bgr' } } })
  })

  it('refuses a file of another hash, a name that is none, and what is no model', async () => {
    expect(await fails('add', YOLOX, '--sha256', '0'.repeat(64))).toMatchObject({
      exit: 2,
      code: 'MODEL_INVALID',
    })
    expect(await fails('add', YOLOX, '--name', 'My Model')).toMatchObject({ exit: 2, code: 'INVALID_NAME' })
    expect(await fails('add', join(GRAPHS, 'text.onnx'))).toMatchObject({ exit: 2, code: 'MODEL_INVALID' })
    expect(await fails('add', 'none.onnx')).toMatchObject({ exit: 3, code: 'FILE_NOT_FOUND' })
    expect(await fails('add', YOLOX, '--family', 'yolx')).toMatchObject({
      ...{ exit: 2, code: 'USAGE', hint: expect.stringMatching(/^Did you mean "yolox"\? gaze model add/) },
    })
    expect(readdirSync(join(stateOf(home), 'models'))).toEqual([`${sha256}.onnx`])
  })

  it('prints the graph and the families where none fits', async () => {
    const other = await run('add', join(GRAPHS, 'probe-nhwc.onnx'), '--family', 'yolox')
    expect(other.code).toBe(2)
    expect(other.stderr).toMatch(/inputs: images float 1x64x96x3\noutputs: \S+ float/)
  })

  it('fetches a URL, going on where it broke, and takes its name from it', async () => {
    const server = await serveFile(BYTES)
    try {
      server.breakAfter(100_000, 1)
      const added = await json('add', server.url, '--sha256', sha256.toUpperCase())
      expect(added).toMatchObject({ name: 'best-model', result: 'created', sha256 })
      expect(server.asked).toEqual(['whole', 'bytes=100000-'])
      // The query may hold a key.
      expect(JSON.stringify(added)).not.toContain('key=1')
      expect(readdirSync(join(stateOf(home), 'models', 'downloads'))).toEqual([])
    } finally {
      await server.close()
    }
  })

  it('lists, shows and completes names', async () => {
    expect((await json<Model[]>('list')).map(({ name }) => name)).toEqual(['best-model', 'yolox'])
    expect((await run('list')).stdout).toMatch(/^NAME +FAMILY +TASK +INPUT/)
    expect((await run('show', 'yolox')).stdout).toMatch(/Family: +yolox/)
    expect(await fails('show', 'yolo')).toMatchObject({
      exit: 3,
      code: 'MODEL_NOT_FOUND',
      hint: 'Did you mean "yolox"?',
    })
    const words = await runCli(['complete', '--', 'model', 'show', 'yo'], { home })
    expect(words.stdout.split('\n')[1]).toMatch(/^yolox\t/)
  })

  it('removes a model, and its file with the last that has it', async () => {
    expect((await run('remove', 'yolox')).code).toBe(2)
    expect(await json('remove', 'yolox', '--confirm', 'yolox')).toMatchObject({
      name: 'yolox',
      result: 'removed',
    })
    expect(existsSync(join(stateOf(home), 'models', `${sha256}.onnx`))).toBe(true)
    await json('remove', 'best-model', '--confirm', 'best-model')
    expect(existsSync(join(stateOf(home), 'models', `${sha256}.onnx`))).toBe(false)
    expect(await fails('remove', 'yolox', '--confirm', 'yolox')).toMatchObject({ exit: 3 })
  })

  it('takes class names from a file', async () => {
    const labels = join(home, 'labels.txt')
    writeFileSync(labels, '0,person\n1,bicycle\n2,car\n')
    const { manifest } = await json('add', YOLOX, '--labels', labels)
    expect(manifest.classes).toEqual(['person', 'bicycle', 'car'])
  })
})
