import { createHash, randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { modelRoute } from '../../../src/runtime/ingest/model-route.ts'
import type { AssignedModel } from '../../../src/runtime/pod/assignment.ts'
import { createModels } from '../../../src/runtime/pod/models.ts'
import { embeddedModelFiles } from '../../../src/runtime/records/embedded/model-files.ts'
import type { ModelFiles } from '../../../src/runtime/records/store.ts'
import { type HttpServer, serveHttp } from '../../../src/runtime/service/http.ts'
import { createLogger } from '../../../src/runtime/service/log.ts'
import { modelPath } from '../../../src/runtime/state-dir.ts'
import { modelDraft } from '../records/drafts.ts'

const TOKEN = 'secret'
const bytes = randomBytes(2_000_000)
const sha256 = createHash('sha256').update(bytes).digest('hex')
const model: AssignedModel = { sha256, manifest: { ...modelDraft('yolo').manifest, sha256 } }

describe('a pod finds its models', () => {
  let dir = ''
  let file = ''
  let files: ModelFiles
  let server: HttpServer
  const serve = (modelFiles: ModelFiles) =>
    serveHttp({
      host: '127.0.0.1',
      port: 0,
      token: TOKEN,
      routes: [modelRoute({ modelFiles })],
      notReady: () => '',
    })
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'gaze-pod-models-'))
    file = join(dir, 'file.onnx')
    writeFileSync(file, bytes)
    files = embeddedModelFiles(join(dir, 'site'))
    server = await serve(files)
  })
  afterEach(async () => {
    await server.close()
    rmSync(dir, { recursive: true, force: true })
  })

  const said: string[] = []
  const kept = (): string => modelPath(join(dir, 'kept'), sha256)
  const models = (
    change: Partial<AssignedModel> = {},
    token = TOKEN,
    signal = new AbortController().signal,
    shared?: string,
  ) =>
    createModels({
      models: { yolo: { ...model, ...change } },
      modelStore: {
        url: `http://127.0.0.1:${server.port}/models`,
        dir: join(dir, 'kept'),
        ...(shared === undefined ? {} : { shared }),
      },
      token,
      log: createLogger((line) => said.push(line)),
      signal,
    })

  it('at a path, when it is the file that it should be', async () => {
    expect(await models({ path: file })('yolo')).toEqual({
      name: 'yolo',
      path: file,
      manifest: model.manifest,
    })
    writeFileSync(file, bytes.subarray(1))
    await expect(models({ path: file })('yolo')).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringMatching(/model "yolo" is not the file that it should be/),
      details: { expected: sha256 },
    })
    rmSync(file)
    await expect(models({ path: file })('yolo')).rejects.toMatchObject({
      ...{ code: 'MODEL_NOT_FOUND', why: expect.stringMatching(/gaze model add FILE --name yolo puts/) },
    })
  })

  it('at gaze-server, by hash, and keeps them', async () => {
    await files.put(sha256, file)
    const find = models()
    expect(await Promise.all([find('yolo'), find('yolo')])).toMatchObject([
      { path: kept() },
      { path: kept() },
    ])
    expect(readFileSync(kept()).equals(bytes)).toBe(true)
    await files.remove(sha256)
    expect(await models()('yolo')).toMatchObject({ path: kept() })
  })

  it('again, where what was kept is damaged', async () => {
    await files.put(sha256, file)
    await models()('yolo')
    writeFileSync(kept(), 'rot')
    await models()('yolo')
    expect(readFileSync(kept()).equals(bytes)).toBe(true)
    expect(said.join('')).toContain('a kept model cannot be used')
  })

  it('in the directory that pods share, without asking the server for what another has fetched', async () => {
    const shared = join(dir, 'shared')
    const inShared = (name: string): string => join(shared, name)
    await files.put(sha256, file)
    const shares = () => models({}, TOKEN, new AbortController().signal, shared)
    const left = `${modelPath(shared, sha256)}.left.tmp`
    mkdirSync(shared)
    writeFileSync(left, 'of a pod that was killed')
    utimesSync(left, 0, 0)
    expect(await Promise.all([shares()('yolo'), shares()('yolo')])).toMatchObject([
      { path: modelPath(shared, sha256) },
      { path: modelPath(shared, sha256) },
    ])
    await files.remove(sha256)
    expect(await shares()('yolo')).toMatchObject({ path: modelPath(shared, sha256) })
    expect(readdirSync(shared).map(inShared)).toEqual([modelPath(shared, sha256)])
    expect(existsSync(kept())).toBe(false)
  })

  it('in its own directory where the one that pods share takes nothing, and says so', async () => {
    await files.put(sha256, file)
    const shared = join(dir, 'shared')
    writeFileSync(shared, 'no directory')
    const find = models({}, TOKEN, new AbortController().signal, shared)
    expect(await find('yolo')).toMatchObject({ path: kept() })
    expect(said.join('')).toContain('models cannot be kept for other pods')
  })

  it('not where the server gives other bytes, and keeps nothing of them', async () => {
    const other = join(dir, 'other.onnx')
    writeFileSync(other, 'something else')
    await server.close()
    server = await serve({ ...files, read: async () => (await import('node:fs')).createReadStream(other) })
    await expect(models()('yolo')).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      why: expect.stringMatching(/Its SHA-256 is .*; gaze model add FILE --name yolo puts/),
    })
    expect(existsSync(kept())).toBe(false)
  })

  it('not where the server has none, refuses the token, or the name is no model of the pod', async () => {
    await expect(models()('yolo')).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      why: expect.stringContaining('gaze model add FILE --name yolo'),
    })
    await expect(models({}, 'wrong')('yolo')).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
    await expect(models()('other')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
  })

  it('when the server comes back', async () => {
    await files.put(sha256, file)
    let asked = 0
    await server.close()
    server = await serve({
      ...files,
      read: async (hash) => {
        asked += 1
        if (asked === 1) throw new Error('the records are away')
        return files.read(hash)
      },
    })
    expect(await models()('yolo')).toMatchObject({ path: kept() })
    expect(asked).toBe(2)
  })

  it('until it is stopped', async () => {
    await server.close()
    const stop = new AbortController()
    const finding = models({}, TOKEN, stop.signal)('yolo')
    await expect.poll(() => said.join('')).toContain('cannot be fetched yet')
    stop.abort()
    await expect(finding).rejects.toThrow()
    server = await serve(files)
  })
})
