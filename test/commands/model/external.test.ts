import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../../src/runtime/package-root.ts'
import { createHome, runCli, runJson, stateOf } from '../../support/cli.ts'

const fixtures = join(packageRoot, 'test/runtime/models/fixtures')
const GRAPHS = join(fixtures, 'graphs')
const MODEL = join(GRAPHS, 'external-torch.onnx')
const INDEX = JSON.parse(readFileSync(join(GRAPHS, 'index.json'), 'utf8')) as Record<
  string,
  { packed: string }
>
const { packed } = INDEX['external-torch.onnx']!
const NAMES = ['person', 'bicycle', 'car']
const picture = join(fixtures, 'pictures/odd-333x251.jpg')

interface Added {
  readonly name: string
  readonly result: string
  readonly sha256: string
  readonly evidence: readonly string[]
}

describe('a model with its weights in another file', () => {
  let home: string
  let same: string[]
  beforeAll(() => {
    home = createHome()
    const labels = join(home, 'labels.txt')
    writeFileSync(labels, NAMES.join('\n'))
    same = ['--family', 'yolov8', '--size', '96x64', '--labels', labels]
  })
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  const add = (...args: string[]) => runJson<Added>(['model', 'add', ...args], { home })
  const fails = async (...args: string[]) => {
    const { code, stdout, stderr } = await runCli([...args, '--json'], { home })
    expect(stdout).toBe('')
    return { exit: code, ...(JSON.parse(stderr) as { error: { code: string; why: string } }).error }
  }
  const stored = () => readdirSync(join(stateOf(home), 'models')).filter((name) => name.endsWith('.onnx'))

  it('is added as one file, which runs where the others are not', async () => {
    const added = await add(MODEL, ...same)
    expect(added).toMatchObject({ name: 'external-torch', result: 'created', sha256: packed })
    expect(added.evidence.at(-1)).toMatch(/external-torch\.onnx\.data: packed/)
    expect(stored()).toEqual([`${packed}.onnx`])
    expect(readdirSync(join(stateOf(home), 'models', 'packed'))).toEqual([])
    const { detections } = await runJson<{ detections: object[] }>(
      ['model', 'check', 'external-torch', '--image', picture],
      { home },
    )
    expect(detections[0]).toMatchObject({ class: 'person', score: expect.closeTo(0.9, 3) })
  })

  it('is the same when it is added again, by the hash of the file that is named', async () => {
    const sha256 = createHash('sha256').update(readFileSync(MODEL)).digest('hex')
    expect(await add(MODEL, '--sha256', sha256, ...same)).toMatchObject({ result: 'unchanged' })
    expect(await fails('model', 'add', MODEL, '--sha256', packed, ...same)).toMatchObject({
      code: 'MODEL_INVALID',
    })
  })

  it('is checked without being added', async () => {
    const path = join(GRAPHS, 'external-everywhere.onnx')
    const { detections } = await runJson<{ detections: object[] }>(
      ['model', 'check', path, '--image', picture],
      { home },
    )
    expect(detections[0]).toMatchObject({ score: expect.closeTo(0.9, 3) })
    expect(stored()).toEqual([`${packed}.onnx`])
  })

  it('is run and checked by a pipeline that names its path, and nothing of it is left', async () => {
    const detect = `detect model=${join(GRAPHS, 'external-everywhere.onnx')}`
    const statement = `scene width=96 height=64 frames=20 ! ${detect} ! track ! mot -`
    const { code, stdout, stderr } = await runCli(['pipeline', 'run', statement], { home })
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(/^20,\d+,/m)
    const checked = await runCli(['pipeline', 'check', statement], { home })
    expect(checked.stdout + checked.stderr).not.toMatch(/cannot be used/)
    expect(readdirSync(join(stateOf(home), 'models', 'packed'))).toEqual([])
  })

  describe('at an address', () => {
    let server: Server
    let url: string
    const asked: string[] = []
    let hidden: string | undefined
    beforeAll(async () => {
      server = createServer((request, response) => {
        const name = basename(new URL(request.url ?? '', 'http://host').pathname)
        asked.push(request.url ?? '')
        const path = join(GRAPHS, name)
        if (name === hidden || !existsSync(path)) return void response.writeHead(404).end()
        response.end(readFileSync(path))
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/models/external-torch.onnx?download=true`
    })
    afterAll(() => void server.close())

    it('is fetched with the file beside it', async () => {
      const added = await add(url, '--name', 'fetched', ...same)
      expect(added).toMatchObject({ result: 'created', sha256: packed })
      expect(asked).toEqual(['/models/external-torch.onnx?download=true', '/models/external-torch.onnx.data'])
      expect(readdirSync(join(stateOf(home), 'models', 'downloads'))).toEqual([])
    })

    it('is refused where that is not there', async () => {
      hidden = 'external-torch.onnx.data'
      const refused = await fails('model', 'add', url, '--name', 'other')
      expect(refused).toMatchObject({
        code: 'MODEL_INVALID',
        hint: expect.stringMatching(/one folder/),
      })
      expect(JSON.stringify(refused)).toMatch(/external-torch\.onnx\.data.*answered 404/)
    })
  })
})
