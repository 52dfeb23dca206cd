import { GazeError } from '../../errors.ts'
import type { Doubt, Reading } from '../families/family.ts'
import type { Hints } from './hints.ts'

type Choice = Doubt['choices'][number]
type Draft = Reading['manifest']

/** How a doubt was settled. */
export interface Settled {
  readonly what: Doubt['what']
  readonly chosen: string
  readonly others: readonly string[]
  /** `said`: by a flag. `usual`: the family's usual value, which the file cannot confirm. */
  readonly by: 'said' | 'usual'
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b))

/** Whether the choice is what the hints say of its matter; undefined where they say nothing. */
const agrees = (what: Doubt['what'], { change }: Choice, hints: Hints): boolean | undefined => {
  if (what === 'colour') return hints.colour && change.input?.colour === hints.colour
  if (what === 'scale')
    return hints.scale === undefined ? undefined : near(change.input?.scale ?? 0, hints.scale)
  if (what === 'fit') return hints.fit && change.input?.fit === hints.fit
  if (what === 'activation') return hints.activation && change.activation === hints.activation
  return hints.variant === undefined ? undefined : change.variant === hints.variant
}

const flagOf = ({ what, choices }: Doubt): string => {
  const values = choices.map(({ label, change }) => {
    if (what === 'scale') return String(change.input?.scale === 1 ? 1 : '1/255')
    if (what === 'colour') return change.input?.colour
    if (what === 'fit') return change.input?.fit
    return what === 'activation' ? change.activation : (change.variant ?? label)
  })
  return values.map((value) => `--${what} ${value}`).join(' or ')
}

const overlay = (draft: Draft, { change }: Choice): Draft => ({
  ...draft,
  ...change,
  input: { ...draft.input, ...change.input },
})

const ambiguous = (path: string, { manifest }: Reading, open: readonly Doubt[]): GazeError =>
  new GazeError(
    'MODEL_AMBIGUOUS',
    `${path} may be of family ${manifest.family}, and its file leaves things open`,
    {
      why: open
        .map(({ what, choices }) => `${what}: ${choices.map(({ label }) => label).join(' or ')}`)
        .join('\n'),
      hint: `Say ${open.map(flagOf).join(', ')}; or --family ${manifest.family} for what is usual there (the first of each); or --image FILE, which tries them`,
      details: {
        family: manifest.family,
        doubts: open.map(({ what, choices }) => ({ what, choices: choices.map(({ label }) => label) })),
      },
    },
  )

/**
 * The manifest with each doubt settled: as the hints say, else as is usual in the family, if it is sure that it is that
 * family or people named it.
 * @throws GazeError MODEL_AMBIGUOUS where neither decides.
 */
export const settleDoubts = (
  path: string,
  reading: Reading,
  hints: Hints,
): { draft: Draft; settled: readonly Settled[] } => {
  let draft = reading.manifest
  const settled: Settled[] = []
  const open: Doubt[] = []
  const mayGuess = reading.certainty === 'sure' || hints.family !== undefined
  for (const doubt of reading.doubts) {
    const said = doubt.choices.find((choice) => agrees(doubt.what, choice, hints) === true)
    const chosen = said ?? doubt.choices[0]
    if (chosen === undefined) continue
    if (said === undefined && !mayGuess) open.push(doubt)
    draft = overlay(draft, chosen)
    const others = doubt.choices.filter((choice) => choice !== chosen).map(({ label }) => label)
    settled.push({
      what: doubt.what,
      chosen: chosen.label,
      others,
      by: said === undefined ? 'usual' : 'said',
    })
  }
  if (open.length > 0) throw ambiguous(path, reading, open)
  return { draft, settled }
}
