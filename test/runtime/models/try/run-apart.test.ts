import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asked } from '../../../../src/runtime/models/infer/asked.ts'
import { inferManifest } from '../../../../src/runtime/models/infer/infer-manifest.ts'
import { readGraph } from '../../../../src/runtime/models/onnx/read-graph.ts'
import { usualBounds } from '../../../../src/runtime/models/try/bounds.ts'
import { runApart } from '../../../../src/runtime/models/try/run-apart.ts'
import { endlessModel, hungryModel } from '../../../support/harmful-models.ts'
import { graph, message, model, node, tensor, value } from '../../../support/onnx.ts'
import { trialsOf } from '../../../support/trials-of.ts'
import { until } from '../../../support/until.ts'

describe.runIf(process.platform === 'linux')('a model that is tried in a process of its own', () => {
  let dir = ''
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'gaze-trial-'))
  })
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  const run = async (bytes: Buffer, signal: AbortSignal, bounds = usualBounds()) => {
    const path = join(dir, 'model.onnx')
    writeFileSync(path, bytes)
    const read = await readGraph(path)
    const { manifest } = await inferManifest(asked('check', path), read, { family: 'yolov8' })
    const file = { name: 'model.onnx', path, manifest: { ...manifest, sha256: '', bytes: bytes.length } }
    return runApart({ model: file, picture: undefined, threshold: 0.3 }, read, signal, bounds)
  }
  const never = new AbortController().signal

  it('is refused where it wants more memory than it may have', async () => {
    await expect(run(hungryModel(10 ** 11), never)).rejects.toMatchObject({
      ...{ code: 'MODEL_INVALID', hint: expect.stringContaining('more memory than') },
      why: expect.stringContaining('400000000000'),
    })
  })

  it('is refused where all that it gives is infinite', async () => {
    const infinite = model(
      graph(
        node('Div', ['images', 'nothing'], ['output']),
        tensor('nothing', [1], message(9, Buffer.alloc(4))),
        value(11, 'images', [1, 3, 64, 96]),
        value(12, 'output', [1, 7, 126]),
      ),
    )
    await expect(run(infinite, never)).rejects.toMatchObject({
      ...{ code: 'MODEL_INVALID', message: 'model.onnx cannot be run' },
      why: 'all of an output is NaN or infinite',
    })
  })

  it('is ended where it comes to no end', async () => {
    await expect(run(endlessModel(), never, { ...usualBounds(), ms: 3_000 })).rejects.toMatchObject({
      ...{ code: 'MODEL_INVALID', message: 'model.onnx cannot be run' },
      why: 'it has not come to its end within 3 s',
    })
    await until('the end of the process', () => trialsOf(process.pid).length === 0)
  })

  it('is ended by the system where nobody is left to do it', async () => {
    const stop = new AbortController()
    const running = run(endlessModel(), stop.signal)
    await until('the process', () => trialsOf(process.pid).length === 1)
    const limits = readFileSync(`/proc/${trialsOf(process.pid)[0]}/limits`, 'utf8')
    expect(limits).toMatch(/^Max cpu time +\d+ /m)
    expect(limits).toMatch(/^Max data size +\d+ /m)
    stop.abort(new Error('enough'))
    await expect(running).rejects.toThrow('enough')
    await until('the end of the process', () => trialsOf(process.pid).length === 0)
  })
})
