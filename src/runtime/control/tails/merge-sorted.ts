/** Batches of one source, each item not before the one in front of it. */
export interface SortedSource<S, T> {
  readonly of: S
  readonly batches: AsyncIterator<readonly T[]>
}

interface Head<S, T> extends SortedSource<S, T> {
  batch: readonly T[]
  at: number
}

/** Empty at the end. */
const nextBatch = async <S, T>({ batches }: SortedSource<S, T>): Promise<readonly T[]> => {
  for (;;) {
    const { done, value } = await batches.next()
    if (done === true) return []
    if (value.length > 0) return value
  }
}

/** The items of several sources in the order of `keyOf`; holds one batch of each. */
export async function* mergeSorted<S, T>(
  sources: readonly SortedSource<S, T>[],
  keyOf: (item: T) => string | number,
): AsyncGenerator<{ readonly of: S; readonly item: T }> {
  const started = await Promise.all(
    sources.map(
      async (source): Promise<Head<S, T>> => ({ ...source, at: 0, batch: await nextBatch(source) }),
    ),
  )
  const heads = started.filter(({ batch }) => batch.length > 0)
  const itemOf = ({ batch, at }: Head<S, T>): T => batch[at] as T
  while (heads.length > 0) {
    const head = heads.reduce((first, other) => (keyOf(itemOf(other)) < keyOf(itemOf(first)) ? other : first))
    yield { of: head.of, item: itemOf(head) }
    head.at += 1
    if (head.at < head.batch.length) continue
    head.batch = await nextBatch(head)
    head.at = 0
    if (head.batch.length === 0) heads.splice(heads.indexOf(head), 1)
  }
}
