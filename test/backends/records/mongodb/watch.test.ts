import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MongoRecords } from '../../../../src/runtime/records/mongodb.ts'
import { imageDraft } from '../../../runtime/records/drafts.ts'
import { startTcpProxy, type TcpProxy } from '../../../support/net/tcp-proxy.ts'
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

  describe('with change streams, among many records', () => {
    const COUNT = 1_500
    let database: TestDatabase
    let proxy: TcpProxy
    let direct: MongoRecords
    let follower: Follower<{ readonly name: string; readonly description: string }>
    let bytes = 0
    const image = (name: string) => ({
      ...imageDraft(name),
      schema: 1,
      revision: 1,
      createdAt: '',
      updatedAt: '',
    })

    beforeEach(async () => {
      const { hostname, port } = new URL(MONGODB_URI)
      database = await testDatabase(MONGODB_URI)
      direct = await database.open()
      await direct.prepare()
      const images = Array.from({ length: COUNT }, (_, n) => image(`i${n}`))
      await database.db.collection('image').insertMany(images)
      const toClient = (chunk: Buffer) => {
        bytes += chunk.length
        return chunk
      }
      proxy = await startTcpProxy(hostname, Number(port), { toClient })
      const through = await database.open({ uri: `mongodb://127.0.0.1:${proxy.port}/?directConnection=true` })
      follower = follow(through.images)
      await until('the first look', () => follower.synced)
      // The change stream has begun, and what it may have missed was looked for.
      await direct.images.put(imageDraft('first'), 0)
      await until('the first change', () => follower.known.has('first'))
      await setTimeout(500)
      bytes = 0
    })
    afterEach(async () => {
      await follower.stop()
      await database.dispose()
      await proxy.close()
    })

    it('a look is as large as what changed', async () => {
      const seven = await direct.images.get('i7')
      await direct.images.put({ ...imageDraft('i7'), description: 'new' }, seven?.revision ?? 0)
      await until('the change', () => follower.known.get('i7')?.description === 'new')
      await direct.images.remove('i8')
      await until('the removal', () => !follower.known.has('i8'))
      expect(bytes).toBeGreaterThan(0)
      // Names and revisions of all are more than 100 KB.
      expect(bytes).toBeLessThan(20_000)
      expect(follower.known.size).toBe(COUNT)
    })

    it('more than can be named at once are all found, by whatever ids', async () => {
      const documents = database.db.collection<{ _id: string; name: string }>('image')
      await documents.updateMany({}, { $set: { description: 'all' }, $inc: { revision: 1 } })
      await until('all changes', () =>
        [...follower.known.values()].every(({ description }) => description === 'all'),
      )
      await documents.insertOne({ ...image('foreign'), _id: 'an id of somebody else' })
      await until('the addition', () => follower.known.has('foreign'))
      await documents.deleteOne({ _id: 'an id of somebody else' })
      await until('the removal', () => !follower.known.has('foreign'))
    })

    it('a name that moves to another document, or a document to another name, stays one', async () => {
      const documents = database.db.collection('image')
      await direct.images.remove('i1')
      await direct.images.put(imageDraft('i1', { description: 'again' }), 0)
      await documents.updateOne({ name: 'i2' }, { $set: { name: 'moved' }, $inc: { revision: 1 } })
      await until(
        'both',
        () => follower.known.get('i1')?.description === 'again' && follower.known.has('moved'),
      )
      expect(follower.known.has('i2')).toBe(false)
      await documents.deleteOne({ name: 'moved' })
      await until('the removal', () => !follower.known.has('moved'))
      expect(follower.known.size).toBe(COUNT)
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
