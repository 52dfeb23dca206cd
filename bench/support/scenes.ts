import { sceneParams, type SceneParams } from '../../src/runtime/nodes/sources/scene/params.ts'
import { sceneTime } from '../../src/runtime/nodes/sources/scene/pictures.ts'
import { createGreyRenderer } from '../../src/runtime/nodes/sources/scene/paint/render.ts'
import { createSchedule } from '../../src/runtime/nodes/sources/scene/schedule.ts'
import { sceneTruth } from '../../src/runtime/nodes/sources/scene/truth.ts'
import { countCrossings, type Crossing, type Four, type Look, type Settings } from './count.ts'
import type { Timed } from './pictures.ts'

export const MIDDLE: Four = [0.5, 0, 0.5, 1]

/** The small grey pictures of a scene, one at a time. */
export function* picturesOf(params: SceneParams, width = 320): Generator<Timed> {
  const height = Math.round((width * params.height) / params.width / 2) * 2
  const schedule = createSchedule(params)
  const renderer = createGreyRenderer(params, width, height)
  for (let frame = 0; frame < params.frames; frame++) {
    const data = Uint8Array.from(renderer.draw(schedule.at(frame / params.fps), frame).y)
    yield { grey: { width, height, data }, captureNs: sceneTime(frame, params.fps) }
  }
}

export interface SceneResult {
  readonly truth: { readonly in: number; readonly out: number }
  readonly counted: { readonly in: number; readonly out: number }
  readonly crossings: readonly Crossing[]
  readonly expected: readonly { readonly frame: number; readonly direction: 'in' | 'out' }[]
  /** Crossings without a counterpart in the same direction within a second, on either side. */
  readonly errors: number
}

export const countScene = async (
  given: Partial<SceneParams>,
  line: Four = MIDDLE,
  settings: Settings = {},
  look?: Look,
): Promise<SceneResult> => {
  const params = sceneParams(given)
  const [x1, y1, x2, y2] = line
  const truth = sceneTruth(params, { x1, y1, x2, y2 })
  const crossings = await countCrossings(picturesOf(params), line, settings, look)
  const left = [...crossings]
  let missed = 0
  for (const { frame, direction } of truth.crossings) {
    const at = left.findIndex(
      (one) => one.direction === direction && Math.abs(one.frame - frame) <= params.fps,
    )
    if (at < 0) missed++
    else left.splice(at, 1)
  }
  const count = (direction: string): number => crossings.filter((one) => one.direction === direction).length
  return {
    truth: { in: truth.in, out: truth.out },
    counted: { in: count('in'), out: count('out') },
    crossings,
    expected: truth.crossings,
    errors: missed + left.length,
  }
}
