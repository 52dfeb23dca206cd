import { afterEach, beforeEach, expect, it } from 'vitest'
import { streamDraft } from '../../../runtime/records/drafts.ts'
import { describeWith } from '../../support/back-ends.ts'
import { type TestDatabase, testDatabase } from './database.ts'

describeWith(['MONGODB_URI'], 'writes of leaders', ({ MONGODB_URI = '' }) => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await testDatabase(MONGODB_URI)
  })
  afterEach(() => database.dispose())

  const status = {
    phase: 'Running',
    reason: '',
    message: '',
    observedGeneration: 1,
    readyReplicas: 1,
  } as const
  const refused = { code: 'CONFLICT', why: expect.stringContaining('epoch 2') }

  it('of an older epoch are refused where a newer one has written', async () => {
    const old = await database.open({ fence: () => 1 })
    const newer = await database.open({ fence: () => 2 })
    const first = await old.streams.put(streamDraft('a'), 0)
    const second = await newer.streams.put({ ...first, status }, first.revision)
    await expect(old.streams.put(first, second.revision)).rejects.toMatchObject(refused)
    await expect(old.streams.remove('a')).rejects.toMatchObject(refused)
    expect(await old.streams.get('a')).toEqual(second)
  })

  it('of an older epoch are refused everywhere once a newer one has claimed the records', async () => {
    const command = await database.open()
    const old = await database.open({ fence: () => 1 })
    const newer = await database.open({ fence: () => 2 })
    const stream = await command.streams.put(streamDraft('a'), 0)
    await newer.claim()
    await expect(old.streams.put({ ...stream, status }, stream.revision)).rejects.toMatchObject(refused)
    await expect(old.streams.put(streamDraft('b', { key: 'another1' }), 0)).rejects.toMatchObject(refused)
    const changed = await command.streams.put({ ...stream, replicas: 2 }, stream.revision)
    await expect(old.streams.put({ ...changed, status }, changed.revision)).rejects.toMatchObject(refused)
    expect(await newer.streams.put({ ...changed, status }, changed.revision)).toMatchObject({
      replicas: 2,
      status,
    })
  })

  it('follow an epoch that rises', async () => {
    let epoch = 1
    const leader = await database.open({ fence: () => epoch })
    const other = await database.open({ fence: () => 2 })
    const stream = await leader.streams.put(streamDraft('a'), 0)
    await other.claim()
    await expect(leader.streams.put(stream, stream.revision)).rejects.toMatchObject({ code: 'CONFLICT' })
    epoch = 3
    await leader.claim()
    expect(await leader.streams.put(stream, stream.revision)).toMatchObject({ name: 'a' })
    await expect(other.streams.remove('a')).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})
