import { GazeError } from '../../errors.ts'
import { lastGood } from './history/history.ts'
import type { Revision } from './history/revision.ts'

const keyed = (set: readonly string[]): Map<string, string> =>
  new Map(set.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]))

const DATABASE = 'mongodb.uriSecret'

/** A deploy names all that it wants, so what the last one chose and this one does not goes back to its default. */
const dropped = (revisions: readonly Revision[], set: readonly string[]): [string, string][] => {
  const now = keyed(set)
  return [...keyed(lastGood(revisions)?.set ?? [])].filter(([key, value]) => value !== '' && !now.has(key))
}

/** What to tell of each setting that is not named any more. */
export const forgotten = (revisions: readonly Revision[], set: readonly string[]): string[] =>
  dropped(revisions, set).map(
    ([key, value]) => `${key} was ${value} and is not named now: it goes back to its default.`,
  )

/**
 * A database of one's own is never left by forgetting it: the records are in it.
 * @throws GazeError PRECONDITION
 */
export const keepDatabase = (revisions: readonly Revision[], set: readonly string[]): void => {
  const [, secret] = dropped(revisions, set).find(([key]) => key === DATABASE) ?? []
  if (secret === undefined) return
  throw new GazeError('PRECONDITION', `The site's records are in the MongoDB that Secret ${secret} names`, {
    why: 'This deploy does not name it, and would begin with an empty database',
    hint: `--set ${DATABASE}=${secret}; or --set ${DATABASE}= for a new database`,
    details: { secret },
  })
}
