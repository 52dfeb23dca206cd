import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Collection, Records } from '../../../src/runtime/records/store.ts'
import type { Image } from '../../../src/runtime/records/types.ts'
import { processContract } from './contract-processes.ts'
import { watchContract } from './contract-watch.ts'
import { modelsContract } from './contract-models.ts'
import { imageDraft, streamDraft } from './drafts.ts'
import { openStore } from './open-store.ts'

/** A store made for one test; `address` is for {@link openStore}, from any process. */
export interface TestStore {
  readonly address: string
  dispose(): Promise<void>
}

/** What every record store does; call it with a way to make an empty one. */
export const recordsContract = (name: string, create: () => Promise<TestStore>): void => {
  describe(`${name} keeps the contract of record stores`, () => {
    let store: TestStore
    let records: Records
    let images: Collection<Image>
    beforeEach(async () => {
      store = await create()
      records = await openStore(store.address)
      images = records.images
    })
    afterEach(async () => {
      await records.close()
      await store.dispose()
    })

    it('gives back what was put, with revision and times', async () => {
      const put = await images.put(imageDraft('a', { env: { K: 'ü' } }), 0)
      expect(put).toMatchObject({ ...imageDraft('a'), env: { K: 'ü' }, createdAt: put.updatedAt })
      expect(put.revision).toBeGreaterThan(0)
      expect(new Date(put.createdAt).toISOString()).toBe(put.createdAt)
      expect(await images.get('a')).toEqual(put)
    })

    it('keeps createdAt and moves revision on a change', async () => {
      const first = await images.put(imageDraft('a'), 0)
      const second = await images.put({ ...first, description: 'x' }, first.revision)
      expect(second).toMatchObject({ createdAt: first.createdAt, description: 'x' })
      expect(second.revision).toBeGreaterThan(first.revision)
    })

    it('has nothing where nothing was put', async () => {
      expect(await images.get('a')).toBeUndefined()
      expect(await images.list()).toEqual([])
      expect(await images.remove('a')).toBe(false)
    })

    it('lists by name, each kind apart', async () => {
      for (const each of ['b', 'a-1', 'a', 'c0', 'c']) await images.put(imageDraft(each), 0)
      await records.streams.put(streamDraft('other'), 0)
      expect((await images.list()).map((image) => image.name)).toEqual(['a', 'a-1', 'b', 'c', 'c0'])
    })

    it.each([
      ['an addition of what is there', 0, 0],
      ['a change of another revision', 1, 1],
    ])('refuses %s', async (_, base, offset) => {
      const stored = await images.put(imageDraft('a'), 0)
      const expected = base === 0 ? 0 : stored.revision + offset
      await expect(images.put(imageDraft('a', { description: 'x' }), expected)).rejects.toMatchObject({
        code: 'CONFLICT',
      })
      expect(await images.get('a')).toEqual(stored)
    })

    it('gives a key to one of many streams that are added with it at once, or changed to it', async () => {
      const { streams } = records
      const other = await openStore(store.address)
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, (_, i) =>
          (i % 2 === 0 ? streams : other.streams).put(streamDraft(`s${i}`, { key: 'the-key!' }), 0),
        ),
      )
      await other.close()
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'CONFLICT' })
      const free = await streams.put(streamDraft('free'), 0)
      await expect(streams.put({ ...free, key: 'the-key!' }, free.revision)).rejects.toMatchObject({
        code: 'CONFLICT',
      })
      expect(await streams.get('free')).toEqual(free)
      expect((await streams.put({ ...free, replicas: 0 }, free.revision)).key).toBe(free.key)
    })

    it('refuses a change of what was removed, and a removal of what was changed', async () => {
      const first = await images.put(imageDraft('a'), 0)
      const second = await images.put(first, first.revision)
      await expect(images.remove('a', first.revision)).rejects.toMatchObject({ code: 'CONFLICT' })
      expect(await images.remove('a', second.revision)).toBe(true)
      await expect(images.put(second, second.revision)).rejects.toMatchObject({ code: 'CONFLICT' })
    })

    it('never gives a revision twice to one name', async () => {
      const first = await images.put(imageDraft('a'), 0)
      await images.remove('a')
      const second = await images.put(imageDraft('a'), 0)
      expect(second.revision).toBeGreaterThan(first.revision)
    })

    it('lets one of many writers at the same revision win', async () => {
      const stored = await images.put(imageDraft('a', { description: '0' }), 0)
      const other = await openStore(store.address)
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, (_, i) =>
          (i % 2 === 0 ? images : other.images).put({ ...stored, description: `${i}` }, stored.revision),
        ),
      )
      await other.close()
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    })

    it('keeps secrets apart from records', async () => {
      expect(await records.secrets.get('a')).toEqual({})
      await records.secrets.put('a', { K: 'v' })
      await records.secrets.put('a', { K: 'w', L: 'x' })
      expect(await records.secrets.get('a')).toEqual({ K: 'w', L: 'x' })
      expect(await records.secrets.get('b')).toEqual({})
      await records.secrets.remove('a')
      await records.secrets.remove('a')
      expect(await records.secrets.get('a')).toEqual({})
    })

    it('holds what was put when opened again', async () => {
      const put = await images.put(imageDraft('a'), 0)
      const again = await openStore(store.address)
      expect(await again.images.get('a')).toEqual(put)
      await again.close()
    })

    modelsContract(() => records)
    watchContract(
      () => records,
      () => store.address,
    )
    processContract(
      () => records,
      () => store.address,
    )
  })
}
