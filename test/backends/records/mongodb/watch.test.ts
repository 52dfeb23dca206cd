import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MongoRecords } from '../../../../src/runtime/records/mongodb.ts'
import { imageDraft } from '../../../runtime/records/drafts.ts'
import { startTcpProxy, type TcpProxy } from '../../../support/tcp-proxy.ts'
import { until } from '../../../support/until.ts'
import { describeWith } from '../../support/back-ends.ts'
import { type TestDatabase, testDatabase } from './database.ts'
import { type Follower, follow } from './follower.ts'

/** Another word of the same length, so that lengths in the messages stay true. */
const reword = (from: string, to: string) => (chunk: Buffer) => {
  const at = chunk.indexOf(from)
  if (at === -1) return chunk
  const changed = Buffer.from(chunk)
  changed.write(to, at)
  return changed
}

/** A server that is no replica set and knows no change streams, as far as a client can see. */
const STANDALONE = {
  toServer: reword('$changeStream', '$changeStreaX'),
  toClient: reword('setName', 'setNamX'),
}

/** Queries that pass. */
const countingQueries = () => {
  let count = 0
  return {
    count: () => count,
    toServer: (chunk: Buffer) => {
      if (chunk.includes('\u0002find\0')) count += 1
      return chunk
    },
  }
}

describeWith(['MONGODB_URI'], 'watching records in MongoDB', ({ MONGODB_URI = '' }) => {
  describe.each([
    ['with change streams', {}],
    ['of a server without change streams', STANDALONE],
  ])('%s', (_, rewrite) => {
    let database: TestDatabase
    let proxy: TcpProxy
    let through: MongoRecords
    let direct: MongoRecords
    let follower: Follower<unknown>
    const troubles: (string | undefined)[] = []

    beforeEach(async () => {
      const { hostname, port } = new URL(MONGODB_URI)
      database = await testDatabase(MONGODB_URI)
      proxy = await startTcpProxy(hostname, Number(port), rewrite)
      direct = await database.open()
      through = await database.open({
        uri: `mongodb://127.0.0.1:${proxy.port}/?directConnection=true`,
        timeouts: { connectMs: 1_000, commandMs: 1_500 },
        onTrouble: (error) => troubles.push(error?.code),
      })
      troubles.length = 0
    })
    afterEach(async () => {
      proxy.resume()
      await follower.stop()
      await database.dispose()
      await proxy.close()
    })
    const start = async (): Promise<void> => {
      follower = follow(through.images)
      await until('the first look', () => follower.synced)
    }
    const knows = (...names: string[]): Promise<void> =>
      until(`${names.join(' ')} to be all that is known`, () => {
        const known = [...follower.known.keys()].sort()
        return known.join(' ') === names.join(' ')
      })

    it('sees additions, changes and deletions, also those that no gaze made', async () => {
      const a = await direct.images.put(imageDraft('a'), 0)
      await start()
      await direct.images.put(imageDraft('b'), 0)
      await knows('a', 'b')
      await direct.images.put({ ...a, description: 'new' }, a.revision)
      await until('the change', () => follower.told.filter((each) => each === '+a').length === 2)
      expect(follower.known.get('a')).toMatchObject({ description: 'new' })
      await database.db.collection('image').deleteOne({ name: 'a' })
      await knows('b')
      await direct.images.remove('b')
      await knows()
      expect(troubles).toEqual([])
    })

    it('catches up after an outage with what was added, changed and removed meanwhile', async () => {
      const a = await direct.images.put(imageDraft('a'), 0)
      await direct.images.put(imageDraft('b'), 0)
      await start()
      proxy.cut()
      await until('the outage to be told', () => troubles.includes('STORE_UNAVAILABLE'), 45_000)
      await direct.images.put({ ...a, description: 'late' }, a.revision)
      await direct.images.remove('b')
      await direct.images.put(imageDraft('c'), 0)
      expect([...follower.known.keys()].sort()).toEqual(['a', 'b'])
      proxy.resume()
      await knows('a', 'c')
      expect(follower.known.get('a')).toMatchObject({ description: 'late' })
      await until('the end of the outage to be told', () => troubles.at(-1) === undefined)
    })

    it('does not mistake a record that was removed and added again for the old one', async () => {
      await direct.images.put(imageDraft('a', { description: 'old' }), 0)
      await start()
      proxy.cut()
      await database.db.collection('image').deleteOne({ name: 'a' })
      await direct.images.put(imageDraft('a', { description: 'new' }), 0)
      proxy.resume()
      await until('the new one', () => JSON.stringify(follower.known.get('a'))?.includes('new') ?? false)
    })

    it('goes on when the database is dropped under it', async () => {
      await direct.images.put(imageDraft('a'), 0)
      await start()
      await database.db.dropDatabase()
      await knows()
      await direct.images.put(imageDraft('b'), 0)
      await knows('b')
    })

    it('goes on after a server that hung', async () => {
      await start()
      proxy.hang()
      await direct.images.put(imageDraft('a'), 0)
      const gone = direct.images.remove('a')
      await direct.images.put(imageDraft('b'), 0)
      await gone
      await until('the outage to be told', () => troubles.includes('STORE_UNAVAILABLE'), 45_000)
      proxy.resume()
      await knows('b')
    })
  })

  it('with change streams asks nothing at rest, and only for what changed', async () => {
    const { hostname, port } = new URL(MONGODB_URI)
    const database = await testDatabase(MONGODB_URI)
    const queries = countingQueries()
    const proxy = await startTcpProxy(hostname, Number(port), queries)
    const direct = await database.open()
    const through = await database.open({ uri: `mongodb://127.0.0.1:${proxy.port}/?directConnection=true` })
    const follower = follow(through.images)
    await until('the first look', () => follower.synced)
    await direct.images.put(imageDraft('a'), 0)
    await until('the change', () => follower.known.has('a'))
    await setTimeout(500)
    const before = queries.count()
    await setTimeout(2_000)
    expect(queries.count()).toBe(before)
    expect(before).toBeGreaterThan(0)
    await direct.images.put(imageDraft('b'), 0)
    await until('the change', () => follower.known.has('b'))
    await follower.stop()
    await database.dispose()
    await proxy.close()
  })
})
