import { GazeError } from '../errors.ts'
import type { Rgb } from '../pipeline/item.ts'
import type { Tensor } from './families/family.ts'
import { familyNamed } from './families/registry.ts'
import type { ModelFile } from './model-file.ts'
import { createFitter } from './prepare/fitter.ts'
import type { Placement, Region } from './prepare/placement.ts'
import { createTensorWriter, type TensorData } from './prepare/tensor-writer.ts'
import { type Feed, openSession, type SessionOptions } from './session.ts'

/** What a model says of one region of a picture. */
export interface Look {
  readonly placement: Placement
  /** In the order of the manifest's outputs, their first axis cut down to this region unless the family has one list. */
  readonly outputs: readonly Tensor[]
}

export interface Runner {
  readonly device: string
  readonly fallback: string | undefined
  /** How many regions one run takes. */
  readonly batch: number
  /** Runs up to `batch` regions of a picture at once. @throws GazeError MODEL_FAILED */
  run(picture: Rgb, regions: readonly Region[]): Promise<Look[]>
  close(): Promise<void>
}

/** A model with everything before its decoding; `batch`: regions a run, where the graph leaves that open. */
export const openRunner = async (model: ModelFile, options: SessionOptions, batch = 1): Promise<Runner> => {
  const { input, outputs } = model.manifest
  const open = input.dynamic.includes('batch')
  const slots = open ? batch : input.batch
  const whole = familyNamed(model.manifest.family)?.oneList === true
  const session = await openSession(model, options)
  const fitter = createFitter(input, slots)
  const writer = createTensorWriter(input, fitter, slots)
  return {
    device: session.device,
    fallback: session.fallback,
    batch: slots,
    async run(picture, regions) {
      const placements = regions.map((region, slot) => {
        const placement = fitter.fit(picture, region)
        writer.write(slot)
        return placement
      })
      const used = open ? regions.length : slots
      const data = writer.data()
      const tensors = await session.run(
        {
          [input.name]: {
            type: input.type,
            data: used === slots ? data : (data.subarray(0, (data.length / slots) * used) as TensorData),
            dims: [used, ...writer.dims.slice(1)],
          },
          ...sizesFeed(model, used),
        },
        outputs,
      )
      refuseNotNumbers(model.name, tensors)
      return placements.map((placement, slot) => ({
        placement,
        outputs: whole ? tensors : tensors.map((one) => cut(one, slot, used)),
      }))
    },
    close: () => session.close(),
  }
}

/** Models that want the picture's size get that of the input: their boxes come in its pixels then. */
const sizesFeed = ({ manifest: { input } }: ModelFile, count: number): Record<string, Feed> => {
  if (input.sizes === undefined) return {}
  const { name, order, type } = input.sizes
  const one = order === 'wh' ? [input.width, input.height] : [input.height, input.width]
  const values = Array.from({ length: count }, () => one).flat()
  const data = type === 'int64' ? BigInt64Array.from(values, BigInt) : Float32Array.from(values)
  return { [name]: { type, data, dims: [count, 2] } }
}

const cut = (tensor: Tensor, slot: number, count: number): Tensor => {
  if (count === 1) return tensor
  const length = tensor.data.length / count
  return {
    dims: [1, ...tensor.dims.slice(1)],
    data: tensor.data.subarray(slot * length, (slot + 1) * length),
  }
}

/** What is infinitely small may be a place that is not taken. */
const isBad = (value: number): boolean => !(value < Number.POSITIVE_INFINITY)

/**
 * A few may be no numbers where a half-precision model overflows beside what it finds: they pass no threshold. So the
 * first number ends the search, which costs next to nothing in every run.
 */
const refuseNotNumbers = (name: string, outputs: readonly Tensor[]): void => {
  if (!outputs.some(({ data }) => data.length > 0 && data.every(isBad))) return
  throw new GazeError('MODEL_FAILED', `The model ${name} gives values that are no numbers`, {
    why: 'all of an output is NaN or infinite',
    hint: `gaze model check ${name} --image FILE`,
  })
}
