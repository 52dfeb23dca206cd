import { isEnd, type StoredLine } from '../../../logs/stored-line.ts'
import type { Batches } from './merge.ts'

export interface PastOptions {
  /** RFC 3339 with microseconds. */
  readonly since?: string
  /** The last lines of each log. */
  readonly tail?: number
  /** Only the run before the one that goes on, or the last one of what has ended. */
  readonly previous: boolean
  /** Whether what writes this log lives. */
  readonly alive: boolean
  readonly wanted: (line: StoredLine) => boolean
}

function* linesOf(next: () => StoredLine[]): Generator<StoredLine> {
  for (let batch = next(); batch.length > 0; batch = next()) yield* batch
}

/** A run ends with the line that says so, which is its last. */
const isOver = (run: readonly StoredLine[] | undefined): boolean => {
  const last = run?.at(-1)
  return last !== undefined && isEnd(last)
}

const ended = (runs: StoredLine[][], alive: boolean): StoredLine[] => {
  const last = runs.at(-1) ?? []
  const open = !isOver(last)
  return (alive && open ? runs.at(-2) : last.length > 0 ? last : runs.at(-2)) ?? []
}

/** Lines of the run before the present one; keeps two runs at a time. */
const previousRun = (lines: Iterable<StoredLine>, alive: boolean): StoredLine[] => {
  let runs: StoredLine[][] = [[]]
  for (const line of lines) {
    if (isOver(runs.at(-1))) runs = [...runs.slice(-1), []]
    runs.at(-1)?.push(line)
  }
  return ended(runs, alive)
}

const lastOf = (lines: Iterable<StoredLine>, count: number): StoredLine[] => {
  let kept: StoredLine[] = []
  for (const line of lines) {
    kept.push(line)
    if (kept.length >= 2 * count + 1024) kept = kept.slice(-count)
  }
  return count === 0 ? [] : kept.slice(-count)
}

function* filtered(lines: Iterable<StoredLine>, { since = '', wanted }: PastOptions): Generator<StoredLine> {
  for (const line of lines) if (line.time >= since && wanted(line)) yield line
}

/** The part of a log's past that is asked for. */
export const pastOf = <S>(of: S, next: () => StoredLine[], options: PastOptions): Batches<S> => {
  const all = linesOf(next)
  const lines = filtered(options.previous ? previousRun(all, options.alive) : all, options)
  const shown = options.tail === undefined ? lines : lastOf(lines, options.tail)[Symbol.iterator]()
  return {
    of,
    next: () => {
      const one = shown.next()
      return one.done === true ? [] : [one.value]
    },
  }
}
