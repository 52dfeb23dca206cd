import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asked } from '../../../../src/runtime/models/infer/asked.ts'
import { inferManifest } from '../../../../src/runtime/models/infer/infer-manifest.ts'
import { readGraph } from '../../../../src/runtime/models/onnx/read-graph.ts'
import { graph, model, node, property, value } from '../../../support/onnx.ts'

const FLOAT = 1
const DOUBLE = 11
const OPEN = 'side'

/** A YOLOv8 with that input. */
const withInput = (shape: readonly (number | string)[], type = FLOAT, ...more: readonly Buffer[]): Buffer =>
  model(
    graph(
      node('Identity', ['images'], ['output']),
      value(11, 'images', shape, type),
      value(12, 'output', [1, 7, 'cells']),
    ),
    ...more,
  )

describe('a file of no family says what its input is', () => {
  let path = ''
  let dir = ''
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'gaze-none-'))
    path = join(dir, 'm.onnx')
  })
  afterAll(() => rmSync(dir, { recursive: true, force: true }))
  const infer = async (bytes: Buffer) => {
    writeFileSync(path, bytes)
    return inferManifest(asked('check', path), await readGraph(path))
  }

  it.each([
    ['of double precision', withInput([1, 3, 640, 640], DOUBLE), /type double; pictures go in as float32/],
    ['larger than any picture', withInput([1, 3, 100_000, 100_000]), /30000000000 values, more than any/],
    ['of more than 2^31 pixels a side', withInput([1, 3, 2 ** 40, 2 ** 40]), /values, more than any picture/],
    ['with four channels', withInput([1, 4, 640, 640]), /takes 4 or 640 channels; pictures have 3/],
    ['with a batch of millions', withInput([1_000_000, 3, 640, 640]), /values, more than any picture/],
  ])('%s', async (_, bytes, why) => {
    await expect(infer(bytes)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      why: expect.stringMatching(why),
    })
  })

  it.each([
    ['[320, 640]', 320, 640],
    ['640', 640, 640],
    ['(384,640)', 384, 640],
    ['[1, 1]', 640, 640],
    ['[-5, 1e9]', 640, 640],
    ['', 640, 640],
  ])('while open axes get the size %s of the metadata, where that is one', async (noted, height, width) => {
    const { manifest } = await infer(withInput([1, 3, OPEN, OPEN], FLOAT, property('imgsz', noted)))
    expect(manifest.input).toMatchObject({ height, width })
  })

  it('whose --size is as large is refused as that', async () => {
    writeFileSync(path, withInput([1, 3, OPEN, OPEN]))
    const size = { width: 99_999, height: 99_999 }
    const inferred = inferManifest(asked('add', path), await readGraph(path), { size })
    await expect(inferred).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(/too large/),
    })
  })

  it('whose metadata wants a picture as large is refused', async () => {
    const bytes = withInput([1, 3, OPEN, OPEN], FLOAT, property('imgsz', '[1000000, 1000000]'))
    await expect(infer(bytes)).rejects.toMatchObject({ code: 'MODEL_INVALID' })
  })
})
