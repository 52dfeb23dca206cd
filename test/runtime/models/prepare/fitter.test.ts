import { describe, expect, it } from 'vitest'
import type { ModelInput } from '../../../../src/runtime/models/manifest.ts'
import { createFitter } from '../../../../src/runtime/models/prepare/fitter.ts'
import { createTensorWriter } from '../../../../src/runtime/models/prepare/tensor-writer.ts'
import type { Rgb } from '../../../../src/runtime/pipeline/item.ts'

const input: ModelInput = {
  name: 'images',
  layout: 'nchw',
  type: 'float32',
  width: 33,
  height: 21,
  dynamic: [],
  batch: 1,
  colour: 'rgb',
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
  fit: 'corner',
  filter: 'linear',
  pad: 114,
}

/** A smooth picture whose three colours differ, with a hard edge in the middle. */
const picture = (width: number, height: number): Rgb => {
  const data = new Uint8Array(width * height * 3)
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 3) {
      data[at] = (x * 255) / width
      data[at + 1] = (y * 255) / height
      data[at + 2] = x < width / 2 ? 20 : 230
    }
  return { width, height, data }
}

const pixel = ({ width, height, data }: Rgb, x: number, y: number, channel: number): number =>
  data[(Math.min(Math.max(y, 0), height - 1) * width + Math.min(Math.max(x, 0), width - 1)) * 3 + channel]!

/** Bilinear interpolation by its definition, without tables. */
const bilinear = (source: Rgb, x: number, y: number, channel: number): number => {
  const left = Math.floor(x)
  const top = Math.floor(y)
  const row = (at: number): number =>
    pixel(source, left, at, channel) * (1 - x + left) + pixel(source, left + 1, at, channel) * (x - left)
  return row(top) * (1 - y + top) + row(top + 1) * (y - top)
}

describe('fitting pictures', () => {
  it.each([
    [100, 50],
    [50, 100],
    [33, 21],
    [7, 5],
    [1, 1],
    [640, 3],
  ])('a picture of %d x %d is scaled as the definition says, the rest padded', (width, height) => {
    const source = picture(width, height)
    const fitter = createFitter(input, 1)
    const placed = fitter.fit(source)
    const packed = fitter.packed()
    for (let y = 0; y < input.height; y++)
      for (let x = 0; x < input.width; x++)
        for (const channel of [0, 1, 2]) {
          const inside = x < placed.width && y < placed.height
          const wanted = inside
            ? bilinear(
                source,
                ((x + 0.5) * width) / placed.width - 0.5,
                ((y + 0.5) * height) / placed.height - 0.5,
                channel,
              )
            : 114
          // OpenCV cuts its products down before it adds them.
          expect(Math.abs(packed[(y * input.width + x) * 3 + channel]! - wanted)).toBeLessThan(1)
        }
  })

  it('a region gives what a picture of only that region gives', () => {
    const source = picture(90, 70)
    const region = { x: 11, y: 13, width: 40, height: 31 }
    const alone: Rgb = { width: 40, height: 31, data: new Uint8Array(40 * 31 * 3) }
    for (let y = 0; y < 31; y++)
      alone.data.set(source.data.subarray(((y + 13) * 90 + 11) * 3, ((y + 13) * 90 + 51) * 3), y * 40 * 3)
    const part = createFitter(input, 1)
    const whole = createFitter(input, 1)
    expect(part.fit(source, region)).toEqual(whole.fit(alone))
    expect(part.packed()).toEqual(whole.packed())
  })

  it('padding comes back after a picture of another shape', () => {
    const fitter = createFitter(input, 1)
    fitter.fit(picture(50, 100))
    const first = fitter.packed().slice()
    fitter.fit(picture(300, 20))
    fitter.fit(picture(50, 100))
    expect(fitter.packed()).toEqual(first)
  })

  it('antialias means what lies under a pixel', () => {
    const fitter = createFitter({ ...input, width: 2, height: 2, fit: 'stretch', filter: 'antialias' }, 1)
    const stripes: Rgb = { width: 64, height: 64, data: new Uint8Array(64 * 64 * 3) }
    for (let at = 0; at < stripes.data.length; at++) stripes.data[at] = at % 6 < 3 ? 0 : 200
    fitter.fit(stripes)
    for (const level of fitter.packed()) expect(Math.abs(level - 100)).toBeLessThanOrEqual(2)
  })

  it('crops the middle', () => {
    const fitter = createFitter({ ...input, width: 10, height: 10, fit: 'crop', resize: 20 }, 1)
    const source = picture(40, 20)
    fitter.fit(source)
    const packed = fitter.packed()
    for (let y = 0; y < 10; y++)
      for (let x = 0; x < 10; x++) expect(packed[(y * 10 + x) * 3]).toBe(pixel(source, x + 15, y + 5, 0))
  })
})

describe('the middle', () => {
  it('is fitted as a picture of its own, and placed where it is cut from', () => {
    const source = picture(40, 20)
    const fitter = createFitter({ ...input, width: 20, height: 20, fit: 'middle' }, 1)
    const placed = fitter.fit(source)
    expect(placed).toMatchObject({ left: -10, top: 0, scaleX: 1, scaleY: 1 })
    const packed = fitter.packed()
    for (let y = 0; y < 20; y++)
      for (let x = 0; x < 20; x++) expect(packed[(y * 20 + x) * 3]).toBe(pixel(source, x + 10, y, 0))
  })
})

describe('tensors', () => {
  const source = picture(50, 100)
  const tensorOf = (change: Partial<ModelInput>, slots = 1) => {
    const own = { ...input, ...change }
    const fitter = createFitter(own, slots)
    const writer = createTensorWriter(own, fitter, slots)
    fitter.fit(source)
    for (let slot = 0; slot < slots; slot++) writer.write(slot)
    return { data: writer.data(), packed: fitter.packed(), dims: writer.dims }
  }
  const settings = { scale: 1 / 255, mean: [0.1, 0.2, 0.3], std: [0.5, 0.25, 2] }
  const area = input.width * input.height

  it.each([
    ['rgb', [0, 1, 2]],
    ['bgr', [2, 1, 0]],
  ] as const)('planes of %s, each with its own mean and deviation', (colour, order) => {
    const { data, packed, dims } = tensorOf({ ...settings, colour }, 2)
    expect(dims).toEqual([2, 3, 21, 33])
    for (const slot of [0, 1])
      for (const channel of [0, 1, 2])
        for (let at = 0; at < area; at++)
          expect(data[(slot * 3 + channel) * area + at]).toBeCloseTo(
            (packed[at * 3 + order[channel]!]! / 255 - settings.mean[channel]!) / settings.std[channel]!,
            4,
          )
  })

  it('padding comes back after a picture of another shape, in each slot', () => {
    const fitter = createFitter(input, 2)
    const writer = createTensorWriter(input, fitter, 2)
    const planesOf = (...pictures: Rgb[]): Float32Array => {
      for (const [slot, one] of pictures.entries()) {
        fitter.fit(one)
        writer.write(slot)
      }
      return (writer.data() as Float32Array).slice()
    }
    const first = planesOf(source, source)
    planesOf(picture(300, 20), source)
    expect(planesOf(source, picture(20, 30)).slice(0, area * 3)).toEqual(first.slice(0, area * 3))
    expect(planesOf(source, source)).toEqual(first)
  })

  it('NHWC, and bytes as they are', () => {
    const { data, packed, dims } = tensorOf({ layout: 'nhwc', type: 'uint8' })
    expect(dims).toEqual([1, 21, 33, 3])
    expect(data).toEqual(packed)
  })

  it('signed bytes', () => {
    const { data, packed } = tensorOf({ layout: 'nhwc', type: 'int8', mean: [128, 128, 128] })
    expect([...data]).toEqual(Array.from(packed, (level) => level - 128))
  })

  it('grey', () => {
    const { data, packed, dims } = tensorOf({ colour: 'grey' })
    expect(dims).toEqual([1, 1, 21, 33])
    expect(data[0]).toBe(Math.round(0.299 * packed[0]! + 0.587 * packed[1]! + 0.114 * packed[2]!))
  })

  it('halves', () => {
    const { data, packed } = tensorOf({ type: 'float16' })
    expect(packed[1]).toBeGreaterThan(0)
    expect(data).toBeInstanceOf(Uint16Array)
    const value = data[0]! === 0 ? 0 : 2 ** ((data[0]! >> 10) - 15) * (1 + (data[0]! & 1023) / 1024)
    expect(value).toBe(packed[0])
  })
})
