import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asked } from '../../../../src/runtime/models/infer/asked.ts'
import { inferManifest } from '../../../../src/runtime/models/infer/infer-manifest.ts'
import { readGraph } from '../../../../src/runtime/models/onnx/read-graph.ts'
import { createTrials } from '../../../../src/runtime/models/try/try-choices.ts'
import { graph, message, model, node, tensor, value } from '../../../support/onnx.ts'

const SIDE = 96
/** At strides 8, 16 and 32. */
const CELLS = 189
const COLUMNS = 8

/** Rows of cells as YOLOX, YOLOv6 and others write them, of which one has that box, an objectness and a class. */
const withBox = (...box: readonly number[]): Buffer => {
  const rows = new Float32Array(CELLS * COLUMNS)
  rows.set([...box, 0.9, 0.95], 10 * COLUMNS)
  return model(
    graph(
      node('Identity', ['rows'], ['output']),
      tensor('rows', [1, CELLS, COLUMNS], message(9, Buffer.from(rows.buffer))),
      value(11, 'images', [1, 3, SIDE, SIDE]),
      value(12, 'output', [1, CELLS, COLUMNS]),
    ),
  )
}

describe('a file that several families fit, with a picture', () => {
  let dir = ''
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'gaze-families-'))
  })
  afterAll(() => rmSync(dir, { recursive: true, force: true }))
  const infer = async (bytes: Buffer) => {
    const path = join(dir, 'm.onnx')
    writeFileSync(path, bytes)
    const read = await readGraph(path)
    const picture = { width: SIDE, height: SIDE, data: new Uint8Array(3 * SIDE * SIDE) }
    const never = new AbortController().signal
    const trials = createTrials({ name: 'm.onnx', path, graph: read }, picture, never)
    return inferManifest(asked('check', 'm.onnx'), read, { colour: 'bgr' }, trials)
  }

  it('is of that as which alone its boxes lie within the picture', async () => {
    // In cells, and logarithms of them: in pixels it is a speck in the corner.
    const { manifest, settled } = await infer(withBox(0.5, 0.5, 0.5, 0.5))
    expect(manifest.family).toBe('yolox')
    expect(settled).toContainEqual({
      ...{ what: 'family', chosen: 'yolox', by: 'tried' },
      others: expect.arrayContaining(['yolov8', 'yolov5']),
      why: expect.stringContaining('yolox'),
    })
  })

  it('is refused with what each finds, where that does not tell', async () => {
    await expect(infer(withBox(48, 48, 20, 20))).rejects.toMatchObject({
      code: 'MODEL_AMBIGUOUS',
      why: expect.stringMatching(
        /yolov8 .*: 1 found.*100 %[\s\S]*yolov5 .*: 1 found.*100 %[\s\S]*does not tell/,
      ),
      hint: expect.stringMatching(/--family yolov8 .*with another picture/),
    })
  })
})
