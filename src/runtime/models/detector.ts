import type { Detection, Rgb } from '../pipeline/item.ts'
import type { Candidate, Family } from './families/family.ts'
import type { Manifest } from './manifest.ts'
import type { ModelFile } from './model-file.ts'
import { suppress } from './nms.ts'
import type { Placement, Region } from './prepare/placement.ts'
import { openRunner } from './runner.ts'
import type { SessionOptions } from './session.ts'

export interface DetectorOptions extends SessionOptions {
  /** Least score, 0-1. */
  readonly threshold: number
  /** Boxes of which more than this share overlaps (IoU) are one. */
  readonly iou: number
  /** Boxes of different classes suppress each other too. */
  readonly agnostic: boolean
  /** Regions a run, where the graph leaves that open. */
  readonly batch?: number
}

export interface Detector {
  readonly device: string
  readonly fallback: string | undefined
  /** Pictures that it takes at once, to look at or to have there; more wait. */
  readonly parallel: number
  /** What is on each region (all, where none is named) of a picture; boxes 0-1 of the whole picture, best first. */
  look(picture: Rgb, regions?: readonly Region[]): Promise<Detection[][]>
  close(): Promise<void>
}

/** Runs a model on pictures. @throws GazeError MODEL_INVALID where it cannot be loaded; MODEL_FAILED where it fails as it runs */
export const createDetector = async (
  model: ModelFile,
  family: Family,
  options: DetectorOptions,
): Promise<Detector> => {
  const { manifest } = model
  const runner = await openRunner(model, options, options.batch)
  const some = async (picture: Rgb, regions: readonly Region[]): Promise<Detection[][]> => {
    const looks = await runner.run(picture, regions)
    return looks.map(({ outputs, placement }, n) => {
      const candidates = family.decode(outputs, manifest, options.threshold, n)
      const kept = family.overlapping
        ? suppress(candidates, { iou: options.iou, perClass: !options.agnostic })
        : candidates
      return kept
        .map((one) => detectionOf(one, manifest, placement, regions[n]!, picture))
        .filter((one) => one !== undefined)
        .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
    })
  }
  return {
    device: runner.device,
    fallback: runner.fallback,
    parallel: 1,
    async look(picture, regions = [{ x: 0, y: 0, width: picture.width, height: picture.height }]) {
      const found: Detection[][] = []
      for (let at = 0; at < regions.length; at += runner.batch)
        found.push(...(await some(picture, regions.slice(at, at + runner.batch))))
      return found
    },
    close: () => runner.close(),
  }
}

const detectionOf = (
  { x1, y1, x2, y2, score, classIndex, landmarks }: Candidate,
  manifest: Manifest,
  placement: Placement,
  region: Region,
  picture: Rgb,
): Detection | undefined => {
  const { left, top, scaleX, scaleY } = placement
  const x = (value: number): number => (value - left) / scaleX + region.x
  const y = (value: number): number => (value - top) / scaleY + region.y
  // Cut to the region: what is padding in the input is none of the picture.
  const wide = (value: number): number => within(x(value), region.x, region.width) / picture.width
  const high = (value: number): number => within(y(value), region.y, region.height) / picture.height
  const box = [wide(x1), high(y1), wide(x2), high(y2)] as const
  if (!(box[0] < box[2] && box[1] < box[3])) return undefined
  return {
    box,
    class: manifest.classes[classIndex] ?? `class-${classIndex}`,
    score,
    ...(landmarks && {
      landmarks: landmarks.map(
        ([across, down]) => [x(across) / picture.width, y(down) / picture.height] as const,
      ),
    }),
  }
}

const within = (value: number, start: number, length: number): number =>
  Math.min(start + length, Math.max(start, value))
