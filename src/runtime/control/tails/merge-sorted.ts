/** Batches of one source, each item not before the one in front of it. */
export interface SortedSource<S, T> {
  readonly of: S
  readonly batches: AsyncIterator<readonly T[]>
}

export interface Merged<S, T> {
  readonly of: S
  readonly item: T
}

interface Head<S, T, K> extends SortedSource<S, T> {
  /** Among equal items the earlier source's come first. */
  readonly rank: number
  batch: readonly T[]
  at: number
  key: K
}

/** Empty at the end. */
const nextBatch = async <S, T>({ batches }: SortedSource<S, T>): Promise<readonly T[]> => {
  for (;;) {
    const { done, value } = await batches.next()
    if (done === true) return []
    if (value.length > 0) return value
  }
}

type Keyed = Pick<Head<unknown, unknown, string | number>, 'key' | 'rank'>

const isBefore = (a: Keyed, b: Keyed): boolean => a.key < b.key || (a.key === b.key && a.rank < b.rank)

/** Restores the order of a binary heap whose element at `from` has grown. */
const siftDown = <H extends Keyed>(heap: H[], from: number): void => {
  const moved = heap[from] as H
  let at = from
  for (;;) {
    let child = 2 * at + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && isBefore(heap[child + 1] as H, heap[child] as H)) child += 1
    if (!isBefore(heap[child] as H, moved)) break
    heap[at] = heap[child] as H
    at = child
  }
  heap[at] = moved
}

/**
 * The items of several sources in the order of `keyOf`, as many at a time as can be told without waiting; holds one
 * batch of each source.
 */
export async function* mergeSorted<S, T, K extends string | number>(
  sources: readonly SortedSource<S, T>[],
  keyOf: (item: T) => K,
): AsyncGenerator<readonly Merged<S, T>[]> {
  const begun = await Promise.all(
    sources.map(async (source, rank) => ({ ...source, rank, at: 0, batch: await nextBatch(source) })),
  )
  const heap = begun
    .filter(({ batch }) => batch.length > 0)
    .map((head): Head<S, T, K> => ({ ...head, key: keyOf(head.batch[0] as T) }))
    .sort((a, b) => (isBefore(a, b) ? -1 : 1))
  let merged: Merged<S, T>[] = []
  for (let head = heap[0]; head !== undefined; head = heap[0]) {
    merged.push({ of: head.of, item: head.batch[head.at] as T })
    head.at += 1
    if (head.at === head.batch.length) {
      yield merged
      merged = []
      head.batch = await nextBatch(head)
      head.at = 0
    }
    if (head.batch.length > 0) head.key = keyOf(head.batch[head.at] as T)
    else {
      const last = heap.pop() as Head<S, T, K>
      if (heap.length === 0) return
      heap[0] = last
    }
    siftDown(heap, 0)
  }
}
