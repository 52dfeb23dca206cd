import { GazeError } from '../../errors.ts'
import type { Detection, Rgb } from '../../pipeline/item.ts'
import { createDetector } from '../detector.ts'
import { familyNamed } from '../families/registry.ts'
import type { ModelFile } from '../model-file.ts'
import { openRunner } from '../runner.ts'

/** What a model says of a picture. */
export interface Found {
  /** Best first. */
  readonly detections: readonly Detection[]
  /** Least and greatest of the best values of all places before the activation. */
  readonly raw: { readonly min: number; readonly max: number }
  /** Of what passes the threshold: how much is a box within the picture and at least a pixel large, 0-1. */
  readonly plausible: number
}

const OPTIONS = { device: 'cpu', threads: 0, spin: true } as const
const NOTHING: Found = { detections: [], raw: { min: 0, max: 0 }, plausible: 1 }

const whole = ({ width, height }: Rgb) => ({ x: 0, y: 0, width, height })

/** Grey as the padding of most: what no model finds anything in. */
const blank = (width: number, height: number): Rgb => ({
  width,
  height,
  data: new Uint8Array(3 * width * height).fill(114),
})

const look = async (
  model: ModelFile,
  picture: Rgb,
  threshold: number,
  onLoaded: () => void,
): Promise<readonly Detection[]> => {
  const family = familyNamed(model.manifest.family)
  if (family === undefined) throw new GazeError('INTERNAL', `there is no family ${model.manifest.family}`)
  const { iou } = model.manifest.thresholds
  const detector = await createDetector(model, family, { ...OPTIONS, threshold, iou, agnostic: false })
  onLoaded()
  try {
    return (await detector.look(picture))[0] ?? []
  } finally {
    await detector.close()
  }
}

/** Loads the model and runs it on a blank picture, of which nothing is told. @throws GazeError MODEL_INVALID, MODEL_FAILED */
export const runBlank = async (model: ModelFile, onLoaded: () => void): Promise<Found> => {
  const { input, thresholds } = model.manifest
  await look(model, blank(input.width, input.height), thresholds.score, onLoaded)
  return NOTHING
}

/** Everything that the family finds, however unlikely, before the activation; in pixels of the input. */
const rawOf = async (model: ModelFile, picture: Rgb, threshold: number) => {
  const { manifest } = model
  const family = familyNamed(manifest.family)
  const runner = await openRunner(model, OPTIONS)
  try {
    const [look] = await runner.run(picture, [whole(picture)])
    const outputs = look?.outputs ?? []
    const plain = family?.decode(outputs, { ...manifest, activation: 'none' }, Number.NEGATIVE_INFINITY) ?? []
    return { plain, found: family?.decode(outputs, manifest, threshold) ?? [] }
  } finally {
    await runner.close()
  }
}

const MARGIN = 0.25

/** Loads the model and runs it on the picture. @throws GazeError MODEL_INVALID, MODEL_FAILED */
export const runTrial = async (
  model: ModelFile,
  picture: Rgb,
  threshold: number,
  onLoaded: () => void,
): Promise<Found> => {
  const { width, height } = model.manifest.input
  const detections = await look(model, picture, threshold, onLoaded)
  const { plain, found } = await rawOf(model, picture, threshold)
  const scores = plain.map(({ score }) => score).filter(Number.isFinite)
  const good = found.filter(
    ({ x1, y1, x2, y2 }) =>
      x2 - x1 >= 1 &&
      y2 - y1 >= 1 &&
      x1 >= -MARGIN * width &&
      y1 >= -MARGIN * height &&
      x2 <= (1 + MARGIN) * width &&
      y2 <= (1 + MARGIN) * height,
  )
  return {
    detections,
    raw: {
      min: scores.reduce((least, score) => Math.min(least, score), Number.POSITIVE_INFINITY),
      max: scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY),
    },
    plausible: found.length === 0 ? 0 : good.length / found.length,
  }
}
