import { afterEach, beforeEach, expect, it } from 'vitest'
import { imageDraft, streamDraft } from '../../../runtime/records/drafts.ts'
import { describeWith } from '../../support/back-ends.ts'
import { type TestDatabase, testDatabase } from './database.ts'

describeWith(['MONGODB_URI'], 'documents of records in MongoDB', ({ MONGODB_URI = '' }) => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await testDatabase(MONGODB_URI)
  })
  afterEach(() => database.dispose())

  it('are one a record, its fields plain, with the number of their form', async () => {
    const records = await database.open()
    const put = await records.images.put(imageDraft('a', { env: { K: '${NAME}', 'A.B': '$x' } }), 0)
    expect(await database.db.collection('image').findOne({ name: 'a' })).toMatchObject({ ...put, schema: 1 })
    const changed = await records.images.put({ ...put, command: ['$literal', '${K}'] }, put.revision)
    expect(await records.images.get('a')).toEqual(changed)
    expect(changed).toEqual({
      ...put,
      command: ['$literal', '${K}'],
      revision: put.revision + 1,
      updatedAt: changed.updatedAt,
    })
  })

  it('lose a field that a change leaves out', async () => {
    const { images } = await database.open()
    const { command: _command, ...rest } = await images.put(imageDraft('a'), 0)
    await images.put(rest, rest.revision)
    expect(await images.get('a')).not.toHaveProperty('command')
  })

  it('have unique indexes, made by whoever comes first', async () => {
    const handles = await Promise.all(Array.from({ length: 6 }, () => database.open()))
    await Promise.all(handles.map((records) => records.prepare()))
    const added = await Promise.allSettled(
      handles.map(({ pods: _pods, images }) => images.put(imageDraft('a'), 0)),
    )
    expect(added.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const indexes = await Promise.all(
      ['image', 'stream', 'pod'].map(async (name) =>
        (await database.db.collection(name).indexes())
          .filter(({ unique }) => unique === true)
          .map(({ key }) => Object.keys(key).join())
          .sort(),
      ),
    )
    expect(indexes).toEqual([['name'], ['key', 'name'], ['name']])
  })

  it('refuse a key that another stream has', async () => {
    const { streams } = await database.open()
    await streams.put(streamDraft('a', { key: 'secret-1' }), 0)
    const refused = { code: 'CONFLICT', message: expect.not.stringContaining('secret') }
    await expect(streams.put(streamDraft('b', { key: 'secret-1' }), 0)).rejects.toMatchObject(refused)
    const b = await streams.put(streamDraft('b', { key: 'secret-2' }), 0)
    await expect(streams.put({ ...b, key: 'secret-1' }, b.revision)).rejects.toMatchObject(refused)
    expect(await streams.get('b')).toEqual(b)
  })

  it('refuse a writer that comes late, also after the name was deleted by hand and added again', async () => {
    const { images } = await database.open()
    const first = await images.put(imageDraft('a'), 0)
    const second = await images.put(first, first.revision)
    await database.db.collection('image').deleteOne({ name: 'a' })
    const again = await images.put(imageDraft('a', { description: 'again' }), 0)
    for (const { revision } of [first, second]) {
      await expect(images.put(first, revision)).rejects.toMatchObject({ code: 'CONFLICT' })
      await expect(images.remove('a', revision)).rejects.toMatchObject({ code: 'CONFLICT' })
    }
    expect(await images.get('a')).toEqual(again)
  })

  it('of the system before Gaze become images, on reading and at the start of a service', async () => {
    const documents = database.db.collection('image')
    const old = { image: 'registry/edge:1', description: 'edges', status: 'Running', pods: 2 }
    await documents.insertMany([
      { name: 'edge', ...old },
      { name: 'Face Detection', ...old },
      { name: 'face detection', ...old },
    ])
    const records = await database.open()
    const edge = await records.images.get('edge')
    expect(edge).toMatchObject({
      kind: 'container',
      ref: 'registry/edge:1',
      wire: 'v0',
      description: 'edges',
      env: {},
    })
    expect(await documents.findOne({ name: 'edge' })).toMatchObject({ schema: 1, revision: edge?.revision })
    await Promise.all([records.prepare(), (await database.open()).prepare()])
    expect((await records.images.list()).map(({ name }) => name)).toEqual([
      'edge',
      'face-detection',
      'face-detection-2',
    ])
    const changed = await records.images.put({ ...imageDraft('edge') }, edge?.revision ?? 0)
    expect(changed.createdAt).toBe(edge?.createdAt)
  })

  it('of the system before Gaze become streams, one for each pod', async () => {
    await database.db.collection('image').insertOne({ name: 'Edge Detection', image: 'registry/edge:1' })
    const pod = { image: 'Edge Detection', status: 'Running', pod_IP: '10.0.0.7' }
    const env = { OUT_IP: '10.0.0.9', OUT_PORT: '6000', LEVEL: 3 }
    await database.db.collection('pod').insertMany([
      { name: 'edge-yard-abcd1234', srcname: 'yard', key: 'abcd1234', env, ...pod },
      { name: 'edge-gate-abcd5678', srcname: 'Gate 1', key: 'abcd5678', env: '{"A":"b"}', ...pod },
    ])
    const handles = [await database.open(), await database.open()] as const
    expect(await handles[0].pods.list()).toEqual([])
    await Promise.all(handles.map((records) => records.prepare()))
    const { streams, pods } = handles[0]
    expect(await streams.list()).toMatchObject([
      {
        name: 'gate-1',
        image: 'edge-detection',
        key: 'abcd5678',
        source: 'push',
        output: '',
        env: { A: 'b' },
      },
      {
        name: 'yard',
        image: 'edge-detection',
        key: 'abcd1234',
        output: '10.0.0.9:6000',
        env: { LEVEL: '3' },
      },
    ])
    expect(await pods.list()).toEqual([])
    await handles[1].prepare()
    expect(await streams.list()).toHaveLength(2)
  })

  it('of a newer version are refused by name, never read, changed or taken for removed', async () => {
    const records = await database.open()
    const image = await records.images.put(imageDraft('later'), 0)
    await records.images.put(imageDraft('now'), 0)
    await database.db.collection('image').updateOne({ name: 'later' }, { $set: { schema: 7, more: true } })
    const refused = { code: 'STORE_UNAVAILABLE', message: expect.stringContaining('"later"') }
    await expect(records.images.get('later')).rejects.toMatchObject(refused)
    await expect(records.images.list()).rejects.toMatchObject(refused)
    await expect(records.images.put(image, image.revision)).rejects.toMatchObject(refused)
    await expect(records.images.remove('later')).rejects.toMatchObject(refused)
    await expect(
      records.images.watch(new AbortController().signal)[Symbol.asyncIterator]().next(),
    ).rejects.toMatchObject(refused)
    expect(await database.db.collection('image').findOne({ name: 'later' })).toMatchObject({
      schema: 7,
      more: true,
    })
    expect(await records.images.get('now')).toBeDefined()
  })
})
