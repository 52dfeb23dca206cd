import { afterEach, describe, expect, it } from 'vitest'
import type { Change, Records } from '../../../src/runtime/records/store.ts'
import type { Image } from '../../../src/runtime/records/types.ts'
import { imageDraft } from './drafts.ts'
import { openStore } from './open-store.ts'

const nameOf = (change: Change<Image>): string =>
  change.type === 'put' ? `+${change.record.name}` : change.type === 'removed' ? `-${change.name}` : 'synced'

/** What a follower of the records is promised. */
export const watchContract = (records: () => Records, address: () => string): void => {
  describe('watch', () => {
    const aborts: AbortController[] = []
    const follow = (source = records()) => {
      const abort = new AbortController()
      aborts.push(abort)
      const changes = source.images.watch(abort.signal)[Symbol.asyncIterator]()
      const next = async (count: number): Promise<string[]> => {
        const names: string[] = []
        while (names.length < count) {
          const { value, done } = await changes.next()
          if (done === true) break
          names.push(nameOf(value))
        }
        return names
      }
      return { next, abort, changes }
    }
    afterEach(() => {
      for (const abort of aborts.splice(0)) abort.abort()
    })

    it('gives what is there, then synced, then what changes', async () => {
      const first = await records().images.put(imageDraft('a'), 0)
      await records().images.put(imageDraft('b'), 0)
      const { next } = follow()
      expect(await next(3)).toEqual(['+a', '+b', 'synced'])
      await records().images.put({ ...first, description: 'x' }, first.revision)
      expect(await next(1)).toEqual(['+a'])
      await records().images.remove('b')
      expect(await next(1)).toEqual(['-b'])
    })

    it('says synced on an empty store', async () => {
      expect(await follow().next(1)).toEqual(['synced'])
    })

    it('sees what another handle writes', async () => {
      const other = await openStore(address())
      const { next } = follow(other)
      expect(await next(1)).toEqual(['synced'])
      await records().images.put(imageDraft('a'), 0)
      expect(await next(1)).toEqual(['+a'])
      await other.close()
    })

    it('gives a slow reader the last state', async () => {
      const { next } = follow()
      await next(1)
      let image = await records().images.put(imageDraft('a', { description: '0' }), 0)
      for (let i = 1; i < 20; i += 1)
        image = await records().images.put({ ...image, description: `${i}` }, image.revision)
      await records().images.put(imageDraft('b'), 0)
      await records().images.remove('b')
      await records().images.put(imageDraft('c'), 0)
      expect(await next(2)).toEqual(['+a', '+c'])
    })

    it('notices that a name was removed and added again', async () => {
      await records().images.put(imageDraft('a'), 0)
      const { next } = follow()
      expect(await next(2)).toEqual(['+a', 'synced'])
      await records().images.remove('a')
      await records().images.put(imageDraft('a', { description: 'new' }), 0)
      expect(await next(1)).toEqual(['+a'])
    })

    it('does not wake for records of another kind', async () => {
      const { next, abort } = follow()
      await next(1)
      await records().pods.put(
        {
          name: 'p',
          stream: 's',
          phase: 'Pending',
          ready: false,
          active: false,
          ip: '',
          ports: {},
          node: '',
          restarts: 0,
          reason: '',
          message: '',
          startedAt: '',
          observedAt: '',
        },
        0,
      )
      setTimeout(() => abort.abort(), 400)
      expect(await next(1)).toEqual([])
    })

    it('ends at the abort, also before the first look', async () => {
      const waiting = follow()
      await waiting.next(1)
      const rest = waiting.next(1)
      waiting.abort.abort()
      expect(await rest).toEqual([])
      const never = new AbortController()
      never.abort()
      expect(await records().images.watch(never.signal)[Symbol.asyncIterator]().next()).toMatchObject({
        done: true,
      })
    })
  })
}
