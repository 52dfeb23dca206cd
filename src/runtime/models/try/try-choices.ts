import type { Rgb } from '../../pipeline/item.ts'
import type { Doubt, Reading } from '../families/family.ts'
import { withChoice } from '../infer/with-choice.ts'
import { judge, type Verdict } from './judge.ts'
import { type Trial, tryModel } from './trial.ts'

/** A doubt, what each of its choices finds, and which is clearly right. */
export interface Tried {
  readonly what: Doubt['what']
  readonly trials: readonly Trial[]
  readonly verdict: Verdict | undefined
}

/** Runs the model once for each choice. @throws GazeError MODEL_INVALID */
export const tryChoices = async (
  path: string,
  draft: Reading['manifest'],
  doubt: Doubt,
  picture: Rgb,
): Promise<Tried> => {
  const trials: Trial[] = []
  for (const choice of doubt.choices) {
    const manifest = { ...withChoice(draft, choice), schema: 1, sha256: '', bytes: 0 } as const
    trials.push(await tryModel({ name: 'it', path, manifest }, picture, { label: choice.label }))
  }
  return { what: doubt.what, trials, verdict: judge(doubt, trials) }
}
