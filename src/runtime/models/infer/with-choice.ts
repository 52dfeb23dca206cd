import { stableJson } from '../../stable-json.ts'
import type { Doubt, Reading } from '../families/family.ts'

export type Choice = Doubt['choices'][number]
type Draft = Reading['manifest']

/** What a choice may say of the input; the rest of it is the graph's or people's. */
const PREPARATION = ['colour', 'scale', 'mean', 'std', 'fit', 'rounding', 'filter', 'pad', 'resize'] as const

/** The manifest with the choice made. */
export const withChoice = <D extends Draft>(draft: D, { change: { input, ...rest } }: Choice): D => {
  const prepared = Object.fromEntries(
    PREPARATION.flatMap((key) => (input?.[key] === undefined ? [] : [[key, input[key]]])),
  )
  return { ...draft, ...rest, input: { ...draft.input, ...prepared } }
}

/** Whether the choice is the one that the manifest has. */
export const isMade = (draft: Draft, choice: Choice): boolean =>
  stableJson(withChoice(draft, choice)) === stableJson(draft)
