import { isGazeError } from '../../errors.ts'
import type { Rgb } from '../../pipeline/item.ts'
import type { Doubt, Reading } from '../families/family.ts'
import { withChoice } from '../infer/with-choice.ts'
import type { Graph } from '../onnx/graph.ts'
import { judge, judgeFamilies, type Trial, type Verdict } from './judge.ts'
import { runApart } from './run-apart.ts'
import type { Found } from './trial.ts'

/** A doubt, what each of its choices finds, and which is clearly right. */
export interface Tried {
  readonly what: Doubt['what'] | 'family'
  readonly trials: readonly Trial[]
  readonly verdict: Verdict | undefined
}

/** A file that is tried, and what it is called in messages. */
interface TriedFile {
  readonly name: string
  readonly path: string
  readonly graph: Graph
}

/** Tries a model on a picture. @throws GazeError MODEL_INVALID where it cannot be loaded or run */
export interface Trials {
  /** Each choice of a doubt. */
  choices(draft: Reading['manifest'], doubt: Doubt): Promise<Tried>
  /** Each of the families that fit. */
  readings(readings: readonly Reading[]): Promise<Tried>
}

/** What is found where the model, read as a family, cannot be run. */
const NOTHING: Found = { detections: [], raw: { min: 0, max: 0 }, plausible: 0 }

export const createTrials = ({ name, path, graph }: TriedFile, picture: Rgb, signal: AbortSignal): Trials => {
  const run = (draft: Reading['manifest']): Promise<Found> => {
    const manifest = { ...draft, schema: 1, sha256: '', bytes: 0 } as const
    const order = { model: { name, path, manifest }, picture, threshold: draft.thresholds.score }
    return runApart(order, graph, signal)
  }
  return {
    async choices(draft, doubt) {
      const trials: Trial[] = []
      for (const choice of doubt.choices)
        trials.push({ label: choice.label, ...(await run(withChoice(draft, choice))) })
      return { what: doubt.what, trials, verdict: judge(doubt, trials) }
    },
    async readings(readings) {
      const trials: Trial[] = []
      const failures: unknown[] = []
      for (const { manifest } of readings) {
        const found = await run(manifest).catch((error: unknown) => {
          if (!isGazeError(error, 'MODEL_INVALID')) throw error
          failures.push(error)
          return NOTHING
        })
        trials.push({ label: manifest.family, ...found })
      }
      // What fails however it is read is no question of the family.
      if (failures.length === readings.length) throw failures[0]
      return { what: 'family', trials, verdict: judgeFamilies(trials) }
    },
  }
}
