import type { StoredLine } from '../../../logs/stored-line.ts'

/** Lines of one log, batch by batch; an empty batch is its end. */
export interface Batches<S> {
  readonly of: S
  next(): StoredLine[]
}

export interface Merged<S> {
  readonly of: S
  readonly line: StoredLine
}

/** The lines of several logs in the order of their times; holds one batch of each. */
export function* mergeByTime<S>(logs: readonly Batches<S>[]): Generator<Merged<S>> {
  const heads = logs.map((log) => ({ log, batch: log.next(), at: 0 })).filter(({ batch }) => batch.length > 0)
  while (heads.length > 0) {
    let first = 0
    for (let n = 1; n < heads.length; n++) if (timeAt(heads[n]!) < timeAt(heads[first]!)) first = n
    const head = heads[first]!
    yield { of: head.log.of, line: head.batch[head.at]! }
    head.at += 1
    if (head.at < head.batch.length) continue
    head.batch = head.log.next()
    head.at = 0
    if (head.batch.length === 0) heads.splice(first, 1)
  }
}

const timeAt = ({ batch, at }: { batch: StoredLine[]; at: number }): string => batch[at]!.time
