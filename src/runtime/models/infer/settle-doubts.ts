import { GazeError } from '../../errors.ts'
import type { Doubt, Reading } from '../families/family.ts'
import type { ModelInput } from '../manifest.ts'
import type { Trials } from '../try/try-choices.ts'
import type { Asked } from './asked.ts'
import type { Hints } from './hints.ts'
import { factorText } from './manifest-text.ts'
import { type Choice, withChoice } from './with-choice.ts'

type Draft = Reading['manifest']

/** How a doubt was settled. */
export interface Settled {
  readonly what: Doubt['what'] | 'family'
  readonly chosen: string
  readonly others: readonly string[]
  /** `said`: by a flag. `tried`: on a picture. `usual`: the family's usual value, which the file
   *  cannot confirm. `recorded`: when the model was added. */
  readonly by: 'said' | 'tried' | 'usual' | 'recorded'
  /** What trying has shown. */
  readonly why?: string
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
    if (what === 'scale') return change.input && rangeFlags(change.input)
    if (what === 'colour') return change.input?.colour
    if (what === 'fit') return change.input?.fit
    return what === 'activation' ? change.activation : (change.variant ?? label)
  })
  return values.map((value) => `--${what} ${value}`).join(' or ')
}

/** `1/255`, and where there are such `--mean 104,117,123 --std 2,2,2` behind it. */
const rangeFlags = ({ scale, mean, std }: ModelInput): string =>
  [
    factorText(scale),
    ...(mean.some((value) => value !== 0) ? [`--mean ${mean.join(',')}`] : []),
    ...(std.some((value) => value !== 1) ? [`--std ${std.join(',')}`] : []),
  ].join(' ')

const ambiguous = (
  { path, command }: Asked,
  { manifest }: Reading,
  open: readonly Doubt[],
  tried: boolean,
): GazeError =>
  new GazeError(
    'MODEL_AMBIGUOUS',
    `${path} may be of family ${manifest.family}, and its file leaves things open`,
    {
      why: [
        ...open.map(({ what, choices }) => `${what}: ${choices.map(({ label }) => label).join(' or ')}`),
        ...(tried ? ['The picture does not tell: no way of reading is clearly better than the others'] : []),
      ].join('\n'),
      hint: `${command} ${open.map(flagOf).join(', ')}; or --family ${manifest.family} for what is usual there (the first of each); or --image FILE ${tried ? 'with another picture, on which there is more to find' : 'which tries them'}`,
      details: {
        family: manifest.family,
        doubts: open.map(({ what, choices }) => ({ what, choices: choices.map(({ label }) => label) })),
      },
    },
  )

const settle = async (
  draft: Draft,
  doubt: Doubt,
  hints: Hints,
  picture: Trials | undefined,
): Promise<{ choice: Choice; settled: Settled } | undefined> => {
  const { what, choices } = doubt
  const said = choices.find((choice) => agrees(what, choice, hints) === true)
  const verdict = said === undefined ? (await picture?.choices(draft, doubt))?.verdict : undefined
  const choice = said ?? (verdict && choices[verdict.index]) ?? choices[0]
  if (choice === undefined) return undefined
  const others = choices.filter((other) => other !== choice).map(({ label }) => label)
  const by = said !== undefined ? 'said' : verdict !== undefined ? 'tried' : 'usual'
  return { choice, settled: { what, chosen: choice.label, others, by, ...(verdict && { why: verdict.why }) } }
}

/**
 * The reading with each doubt settled: as the hints say, as a picture shows clearly, or as is usual in the family, if
 * it is sure that it is that family or people named it.
 * @throws GazeError MODEL_AMBIGUOUS where nothing decides.
 */
export const settleDoubts = async (
  asked: Asked,
  reading: Reading,
  hints: Hints,
  picture?: Trials,
): Promise<{ reading: Reading; settled: readonly Settled[] }> => {
  let { manifest: draft, columns } = reading
  const all: Settled[] = []
  const open: Doubt[] = []
  const mayGuess = reading.certainty === 'sure' || hints.family !== undefined
  for (const doubt of reading.doubts) {
    const found = await settle(draft, doubt, hints, picture)
    if (found === undefined) continue
    if (found.settled.by === 'usual' && !mayGuess) open.push(doubt)
    draft = withChoice(draft, found.choice)
    columns = found.choice.columns ?? columns
    all.push(found.settled)
  }
  if (open.length > 0) throw ambiguous(asked, reading, open, picture !== undefined)
  return { reading: { ...reading, manifest: draft, columns }, settled: all }
}
