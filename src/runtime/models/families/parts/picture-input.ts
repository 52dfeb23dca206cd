import type { ElementType, ModelInput } from '../../manifest.ts'
import type { Dimension, Graph, ValueInfo } from '../../onnx/graph.ts'

/** What the graph itself says of the input that takes the picture. */
export interface PictureInput
  extends Pick<ModelInput, 'name' | 'layout' | 'type' | 'width' | 'height' | 'dynamic' | 'batch'> {
  readonly channels: 1 | 3
}

/** What a family knows of its pictures and no graph says. */
export type Preparation = Pick<
  ModelInput,
  'colour' | 'scale' | 'mean' | 'std' | 'fit' | 'rounding' | 'filter' | 'pad'
>

const ELEMENT_TYPES: Readonly<Record<string, ElementType>> = {
  float: 'float32',
  float16: 'float16',
  uint8: 'uint8',
  int8: 'int8',
}

/** More are no picture that a detector was made for; in floats and three channels, they have 0.8 GB. */
export const MOST_PIXELS = 2 ** 26

const size = (dimension: Dimension | undefined): number | undefined =>
  typeof dimension === 'number' && dimension > 0 ? dimension : undefined

const channelsAt = (input: ValueInfo, axis: number): 1 | 3 | undefined => {
  const channels = size(input.shape[axis])
  return channels === 1 || channels === 3 ? channels : undefined
}

const NOTED_SIZE = /^[[(]?\s*(\d+)(?:\s*,\s*(\d+))?\s*[\])]?$/
/** No detector has cells as large as its picture: what notes less notes something else. */
const LEAST_SIDE = 16

/** Ultralytics' exports note the size they were made for: `[640, 640]`, height first. */
const notedSize = (graph: Graph): { height: number; width: number } | undefined => {
  const [, first, second = first] = NOTED_SIZE.exec(graph.metadata.get('imgsz')?.trim() ?? '') ?? []
  const [height, width] = [Number(first), Number(second)]
  return Math.min(height, width) >= LEAST_SIDE ? { height, width } : undefined
}

const axesOf = (input: ValueInfo): { channels: 1 | 3; layout: 'nchw' | 'nhwc' } | undefined => {
  const first = channelsAt(input, 1)
  if (first) return { channels: first, layout: 'nchw' }
  const last = channelsAt(input, 3)
  if (last) return { channels: last, layout: 'nhwc' }
  return size(input.shape[1]) === undefined ? { channels: 3, layout: 'nchw' } : undefined
}

/**
 * The first input with the four axes of a picture. Sides that the graph leaves open get the size that its
 * metadata notes, else `usual` pixels.
 */
export const pictureInput = (graph: Graph, usual: number): PictureInput | undefined => {
  for (const input of graph.inputs) {
    const type = ELEMENT_TYPES[input.type]
    const axes = axesOf(input)
    if (input.shape.length !== 4 || !type || !axes) continue
    const [h, w] = axes.layout === 'nchw' ? [2, 3] : [1, 2]
    const noted = notedSize(graph)
    const batch = size(input.shape[0])
    const height = size(input.shape[h])
    const width = size(input.shape[w])
    const area = (height ?? noted?.height ?? usual) * (width ?? noted?.width ?? usual)
    if ((batch ?? 1) * area > MOST_PIXELS) continue
    return {
      name: input.name,
      type,
      ...axes,
      batch: batch ?? 1,
      height: height ?? noted?.height ?? usual,
      width: width ?? noted?.width ?? usual,
      dynamic: [
        ...(batch ? [] : (['batch'] as const)),
        ...(height ? [] : (['height'] as const)),
        ...(width ? [] : (['width'] as const)),
      ],
    }
  }
  return undefined
}

/** Why an input with four axes takes no picture; undefined where it may. */
export const pictureRefusal = ({ type, shape }: ValueInfo): string | undefined => {
  if (ELEMENT_TYPES[type] === undefined)
    return `values of type ${type}; pictures go in as float32, float16, uint8 or int8`
  if (axesOf({ name: '', type, shape }) === undefined)
    return `${[shape[1], shape[3]].join(' or ')} channels; pictures have 3, or 1 of grey`
  const values = shape.reduce<number>((product, dimension) => product * (size(dimension) ?? 1), 1)
  return values > 3 * MOST_PIXELS ? `${values} values, more than any picture has` : undefined
}

const unscaled = { std: [1, 1, 1], scale: 1 }

/** What bytes stand for the levels 0-255; signed ones have their zero in the middle, as quantized inputs do. */
const BYTES: Readonly<Record<string, Pick<Preparation, 'mean' | 'std' | 'scale'>>> = {
  uint8: { ...unscaled, mean: [0, 0, 0] },
  int8: { ...unscaled, mean: [128, 128, 128] },
}

/** Whether its values are bytes: those have one range only. */
export const takesBytes = ({ type }: Pick<PictureInput, 'type'>): boolean => type in BYTES

/**
 * The manifest's input: what the graph says, and what the family knows. Where the input takes bytes, the graph
 * itself does what the family would do with them.
 */
export const modelInput = (picture: PictureInput, preparation: Preparation): ModelInput => {
  const { channels, ...input } = picture
  const { mean, std, scale } = BYTES[input.type] ?? preparation
  const values = { ...input, ...preparation, mean, std, scale }
  if (channels === 3) return values
  return { ...values, colour: 'grey', mean: [mean[1] ?? 0], std: [std[1] ?? 1] }
}

/** The same with a batch of one: for outputs that do not come apart by picture. */
export const singly = (picture: PictureInput): PictureInput => ({
  ...picture,
  dynamic: picture.dynamic.filter((axis) => axis !== 'batch'),
})

/** `1x3x640x?`; what is open is a question mark. */
export const shapeText = (shape: readonly Dimension[]): string =>
  shape.map((dimension) => size(dimension) ?? '?').join('x')
