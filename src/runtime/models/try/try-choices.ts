import type { Rgb } from '../../pipeline/item.ts'
import type { Doubt, Reading } from '../families/family.ts'
import { withChoice } from '../infer/with-choice.ts'
import type { Graph } from '../onnx/graph.ts'
import { judge, type Trial, type Verdict } from './judge.ts'
import { runApart } from './run-apart.ts'

/** A doubt, what each of its choices finds, and which is clearly right. */
export interface Tried {
  readonly what: Doubt['what']
  readonly trials: readonly Trial[]
  readonly verdict: Verdict | undefined
}

/** A file that is tried, and what it is called in messages. */
export interface TriedFile {
  readonly name: string
  readonly path: string
  readonly graph: Graph
}

/** Runs the model once for each choice. @throws GazeError MODEL_INVALID */
export const tryChoices = async (
  { name, path, graph }: TriedFile,
  draft: Reading['manifest'],
  doubt: Doubt,
  picture: Rgb,
  signal: AbortSignal,
): Promise<Tried> => {
  const trials: Trial[] = []
  for (const choice of doubt.choices) {
    const manifest = { ...withChoice(draft, choice), schema: 1, sha256: '', bytes: 0 } as const
    const order = { model: { name, path, manifest }, picture, threshold: manifest.thresholds.score }
    trials.push({ label: choice.label, ...(await runApart(order, graph, signal)) })
  }
  return { what: doubt.what, trials, verdict: judge(doubt, trials) }
}
