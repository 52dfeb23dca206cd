import { describe, expect, it } from 'vitest'
import { knowRecords } from '../../../src/runtime/reconcile/known-records.ts'
import type { Change, Collection, Draft } from '../../../src/runtime/records/store.ts'
import type { Stream } from '../../../src/runtime/records/types.ts'
import { streamDraft } from '../records/drafts.ts'

const record = (name: string, revision: number): Stream => ({
  ...streamDraft(name),
  revision,
  createdAt: '',
  updatedAt: '',
})
const put = (name: string, revision: number): Change<Stream> => ({
  type: 'put',
  record: record(name, revision),
})
const SYNCED: Change<Stream> = { type: 'synced' }

/** A collection whose watches give what they are told to, one list a watch. */
const createFake = (...watches: readonly (readonly Change<Stream>[])[]) => {
  const left = [...watches]
  const fake: Collection<Stream> = {
    get: async () => undefined,
    list: async () => [],
    put: async (draft: Draft<Stream>, expected) => ({
      ...draft,
      revision: expected + 1,
      createdAt: '',
      updatedAt: '',
    }),
    remove: async () => true,
    async *watch() {
      yield* left.shift() ?? []
    },
  }
  const known = knowRecords({
    streams: fake,
    images: fake as never,
    pods: fake as never,
    models: fake as never,
  }).streams
  const names = () => known.all().map(({ name, revision }) => `${name}@${revision}`)
  const follow = async (): Promise<number> => {
    let heard = 0
    await known.follow(() => {
      heard += 1
    }, new AbortController().signal)
    return heard
  }
  return { known, names, follow }
}

describe('known records', () => {
  it('are all that the watch has told, by name, from when it is synced on', async () => {
    const { known, names, follow } = createFake([
      put('b', 1),
      put('a', 1),
      SYNCED,
      put('b', 2),
      { type: 'removed', name: 'a' },
    ])
    expect(known.isSynced()).toBe(false)
    expect(await follow()).toBe(3)
    expect(known.isSynced()).toBe(true)
    expect(names()).toEqual(['b@2'])
  })

  it('hold what was written at once, whenever the news of it comes', async () => {
    const { known, names, follow } = createFake([put('a', 1), SYNCED], [put('a', 1), SYNCED, put('a', 2)])
    await follow()
    await known.put(streamDraft('a'), 1)
    expect(names()).toEqual(['a@2'])
    await follow()
    expect(names()).toEqual(['a@2'])
    await known.remove('a')
    expect(names()).toEqual([])
  })

  it('lose what has gone while they could not be followed', async () => {
    const { known, names, follow } = createFake([put('a', 1), put('b', 1), SYNCED], [put('b', 3), SYNCED])
    await follow()
    await known.put(streamDraft('c'), 0)
    await follow()
    expect(names()).toEqual(['b@3'])
  })

  it('learn from what is read that a record is gone', async () => {
    const { known, names, follow } = createFake([put('a', 1), SYNCED])
    await follow()
    expect(await known.get('a')).toBeUndefined()
    expect(names()).toEqual([])
  })
})
