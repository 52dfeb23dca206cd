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
      value(12, 'output', [1, 7, 8400]),
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
    ['with a batch of millions', withInput([1_000_000, 3, 640, 640]), /values, more than any picture/],
  ])('%s', async (_, bytes, why) => {
    await expect(infer(bytes)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      why: expect.stringMatching(why),
    })
  })

  it('whose metadata wants a picture as large is refused', async () => {
    const bytes = withInput([1, 3, OPEN, OPEN], FLOAT, property('imgsz', '[1000000, 1000000]'))
    await expect(infer(bytes)).rejects.toMatchObject({ code: 'MODEL_INVALID' })
  })
})
