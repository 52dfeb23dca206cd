import type { ElementType, ModelInput } from '../manifest.ts'
import type { Fitter } from './fitter.ts'
import { toHalf } from './half.ts'

export type TensorData = Float32Array | Uint16Array | Uint8Array | Int8Array

/** Puts what a fitter fitted into a tensor; `slot` counts the pictures of a run. */
export interface TensorWriter {
  write(slot: number): void
  /** All slots, in the layout and type of the input, until a picture of another size is fitted. */
  data(): TensorData
  readonly dims: readonly number[]
}

/** Luma of ITU-R BT.601, as OpenCV's and Pillow's grey. */
const LUMA = [0.299, 0.587, 0.114] as const

export const createTensorWriter = (input: ModelInput, fitter: Fitter, slots: number): TensorWriter => {
  const channels = input.colour === 'grey' ? 1 : 3
  const { width, height } = input
  const dims = input.layout === 'nchw' ? [slots, channels, height, width] : [slots, height, width, channels]
  if (input.type === 'float32' && input.layout === 'nchw' && channels === 3)
    return { dims, data: fitter.planes, write: planeWriter(input, fitter) }
  const data = allocate(input.type, slots * channels * width * height)
  const write = channels === 1 ? greyWriter(input, fitter, data) : tableWriter(input, fitter, data)
  return { dims, data: () => data, write }
}

/** Index in the tensor of red, green and blue. */
const orderOf = (input: ModelInput): readonly number[] => (input.colour === 'bgr' ? [2, 1, 0] : [0, 1, 2])

/** value = (level - subtrahend) / divisor: a level divided by 255 is not always what it is times 1/255. */
const divisorOf = (input: ModelInput, channel: number): number => (input.std[channel] ?? 1) / input.scale
const subtrahendOf = (input: ModelInput, channel: number): number => (input.mean[channel] ?? 0) / input.scale

const planeWriter = (input: ModelInput, fitter: Fitter) => {
  const order = orderOf(input)
  const divisors = order.map((channel) => divisorOf(input, channel))
  const subtrahends = order.map((channel) => subtrahendOf(input, channel))
  return (slot: number): void => fitter.spread(slot, order, divisors, subtrahends)
}

/** What each of the 256 levels becomes, in the tensor's own number type. */
const tableOf = (input: ModelInput, channel: number): TensorData => {
  const table = allocate(input.type, 256)
  for (let level = 0; level < 256; level++)
    table[level] = numberOf(input.type, (level - subtrahendOf(input, channel)) / divisorOf(input, channel))
  return table
}

const numberOf = (type: ElementType, value: number): number => {
  switch (type) {
    case 'float32':
      return value
    case 'float16':
      return toHalf(value)
    case 'uint8':
      return Math.min(255, Math.max(0, Math.round(value)))
    case 'int8':
      return Math.min(127, Math.max(-128, Math.round(value)))
  }
}

const tableWriter = (input: ModelInput, fitter: Fitter, data: TensorData) => {
  const order = orderOf(input)
  const tables = order.map((channel) => tableOf(input, channel))
  const area = input.width * input.height
  const planar = input.layout === 'nchw'
  return (slot: number): void => {
    const packed = fitter.packed()
    for (const [colour, channel] of order.entries()) {
      const table = tables[colour]!
      let to = slot * area * 3 + (planar ? channel * area : channel)
      const step = planar ? 1 : 3
      for (let from = colour; from < packed.length; from += 3, to += step) data[to] = table[packed[from]!]!
    }
  }
}

const greyWriter = (input: ModelInput, fitter: Fitter, data: TensorData) => {
  const table = tableOf(input, 0)
  const area = input.width * input.height
  return (slot: number): void => {
    const packed = fitter.packed()
    for (let at = 0, from = 0; at < area; at++, from += 3) {
      const grey = LUMA[0] * packed[from]! + LUMA[1] * packed[from + 1]! + LUMA[2] * packed[from + 2]!
      data[slot * area + at] = table[Math.round(grey)]!
    }
  }
}

const allocate = (type: ElementType, length: number): TensorData => {
  switch (type) {
    case 'float32':
      return new Float32Array(length)
    case 'float16':
      return new Uint16Array(length)
    case 'uint8':
      return new Uint8Array(length)
    case 'int8':
      return new Int8Array(length)
  }
}
