import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Manifest, ModelInput } from '../../../src/runtime/models/manifest.ts'
import type { ModelFile } from '../../../src/runtime/models/model-file.ts'
import { openRunner } from '../../../src/runtime/models/runner.ts'
import type { Rgb } from '../../../src/runtime/pipeline/item.ts'

const CPU = { device: 'cpu', threads: 1, spin: false }
const graphs = join(import.meta.dirname, 'fixtures', 'graphs')

/** The fixtures' graphs `probe*`: their class scores are the three channels of three pixels of the input. */
const model = (name: string, input: Partial<ModelInput>, outputs = ['output0']): ModelFile => ({
  name,
  path: join(graphs, `${name}.onnx`),
  manifest: {
    schema: 1,
    family: 'yolov8',
    task: 'detect',
    input: {
      name: 'images',
      layout: 'nchw',
      type: 'float32',
      width: 96,
      height: 64,
      dynamic: [],
      batch: 1,
      colour: 'rgb',
      scale: 1 / 255,
      mean: [0, 0, 0],
      std: [1, 1, 1],
      fit: 'stretch',
      filter: 'linear',
      pad: 114,
      ...input,
    },
    outputs,
    activation: 'none',
    classes: ['r', 'g', 'b'],
    offset: 0,
    thresholds: { score: 0.1, iou: 0.5 },
    sha256: '',
    bytes: 0,
  } satisfies Manifest,
})

const plain = (width: number, height: number, colour: readonly [number, number, number]): Rgb => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, at) => colour[at % 3]!),
})

const whole = ({ width, height }: Rgb) => [{ x: 0, y: 0, width, height }]

/** The three class scores of the only columns whose sum is not zero: 4 box rows come before them. */
const scoresOf = (data: ArrayLike<number>, column: number): number[] =>
  [4, 5, 6].map((row) => data[row * 126 + column]!)

const firstScored = (data: ArrayLike<number>): number => {
  for (let column = 0; column < 126; column++)
    if (scoresOf(data, column).some((score) => score > 0)) return column
  return -1
}

describe('a model is given what it was made for', () => {
  it.each([
    ['probe', {}],
    ['probe-batch', { dynamic: ['batch'] }],
    ['probe-nhwc', { layout: 'nhwc' }],
    ['probe-fp16', { type: 'float16' }],
    ['probe-uint8', { type: 'uint8', scale: 1 }],
    ['probe-uint8-nhwc', { type: 'uint8', scale: 1, layout: 'nhwc' }],
  ] as const)('%s', async (name, input) => {
    const runner = await openRunner(model(name, input), CPU)
    const picture = plain(30, 20, [51, 102, 204])
    const [look] = await runner.run(picture, whole(picture))
    const { data } = look!.outputs[0]!
    const scores = scoresOf(data, firstScored(data))
    expect(scores.map((score) => Math.round(score * 100) / 100)).toEqual([0.2, 0.4, 0.8])
    await runner.close()
  })

  it('BGR swaps red and blue', async () => {
    const runner = await openRunner(model('probe', { colour: 'bgr' }), CPU)
    const picture = plain(8, 8, [51, 102, 204])
    const [look] = await runner.run(picture, whole(picture))
    const { data } = look!.outputs[0]!
    expect(scoresOf(data, firstScored(data))[0]).toBeCloseTo(0.8, 2)
    await runner.close()
  })

  it('several regions of a picture in one run, also fewer than there is room for', async () => {
    const runner = await openRunner(model('probe-batch', { dynamic: ['batch'] }), CPU, 4)
    expect(runner.batch).toBe(4)
    const picture = plain(20, 10, [255, 0, 0])
    picture.data.fill(0, 0, 20 * 5 * 3)
    const looks = await runner.run(picture, [
      { x: 0, y: 5, width: 20, height: 5 },
      { x: 0, y: 0, width: 20, height: 5 },
    ])
    expect(looks.map(({ outputs }) => outputs[0]!.dims)).toEqual([
      [1, 7, 126],
      [1, 7, 126],
    ])
    expect(firstScored(looks[0]!.outputs[0]!.data)).toBeGreaterThanOrEqual(0)
    expect(firstScored(looks[1]!.outputs[0]!.data)).toBe(-1)
    await runner.close()
  })
})

describe('a model that cannot be used is refused with the reason', () => {
  const picture = plain(8, 8, [0, 0, 0])

  it.each([
    ['nan', /no numbers/],
    ['fails', /fails as it runs/],
  ])('%s as it runs', async (name, reason) => {
    const runner = await openRunner(model(name, {}), CPU)
    await expect(runner.run(picture, whole(picture))).rejects.toThrow(reason)
    await runner.close()
  })

  it.each(['newer-opset', 'newer-ir', 'custom-operator', 'truncated', 'text'])(
    '%s as it is loaded',
    async (name) => {
      await expect(openRunner(model(name, {}), CPU)).rejects.toMatchObject({ code: 'MODEL_INVALID' })
    },
  )

  it('single values that overflowed are no fault', async () => {
    const runner = await openRunner(model('infinite', {}), CPU)
    await expect(runner.run(picture, whole(picture))).resolves.toHaveLength(1)
    await runner.close()
  })

  it.each(['fails-when-bright', 'nan-when-bright'])(
    '%s in the middle goes on with the next picture',
    async (name) => {
      const runner = await openRunner(model(name, {}), CPU)
      await expect(runner.run(picture, whole(picture))).resolves.toHaveLength(1)
      const bright = plain(8, 8, [255, 255, 255])
      await expect(runner.run(bright, whole(bright))).rejects.toThrow()
      await expect(runner.run(picture, whole(picture))).resolves.toHaveLength(1)
      await runner.close()
    },
  )

  it('a device that is not there is said, and the CPU does the work', async () => {
    const runner = await openRunner(model('probe', {}), { ...CPU, device: 'quantum' })
    expect(runner).toMatchObject({
      device: 'cpu',
      fallback: expect.stringMatching(/no device quantum here, it has cpu/),
    })
    await runner.close()
  })
})
