import type { Detection, Rgb } from '../../pipeline/item.ts'
import { createDetector } from '../detector.ts'
import { familyNamed } from '../families/registry.ts'
import type { ModelFile } from '../model-file.ts'
import { openRunner } from '../runner.ts'

/** What a model says of a picture, read in one way. */
export interface Trial {
  readonly label: string
  /** Best first. */
  readonly detections: readonly Detection[]
  /** Least and greatest of the best values of all places before the activation. */
  readonly raw: { readonly min: number; readonly max: number }
  /** Of what passes the threshold: how much is a box within the picture and at least a pixel large, 0-1. */
  readonly plausible: number
}

const OPTIONS = { device: 'cpu', threads: 0, spin: true } as const

const whole = ({ width, height }: Rgb) => ({ x: 0, y: 0, width, height })

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

/** Runs the model once on the picture. @throws GazeError MODEL_INVALID when it cannot be loaded, fails or gives no numbers */
export const tryModel = async (
  model: ModelFile,
  picture: Rgb,
  { threshold = model.manifest.thresholds.score, label = '' } = {},
): Promise<Trial> => {
  const { manifest } = model
  const { width, height } = manifest.input
  const family = familyNamed(manifest.family)
  if (family === undefined) return { label, detections: [], raw: { min: 0, max: 0 }, plausible: 1 }
  const { iou } = manifest.thresholds
  const detector = await createDetector(model, family, { ...OPTIONS, threshold, iou, agnostic: false })
  try {
    const [detections = []] = await detector.look(picture)
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
      label,
      detections,
      raw: {
        min: scores.reduce((least, score) => Math.min(least, score), Number.POSITIVE_INFINITY),
        max: scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY),
      },
      plausible: found.length === 0 ? 0 : good.length / found.length,
    }
  } finally {
    await detector.close()
  }
}
