import { ObjectId } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { gatherTouched } from '../../../../../src/runtime/records/mongodb/follow/touched.ts'
import { createVersions, type Found } from '../../../../../src/runtime/records/mongodb/follow/versions.ts'
import type { Image } from '../../../../../src/runtime/records/types.ts'
import { imageDraft } from '../../drafts.ts'

const [one, two] = [new ObjectId(), new ObjectId()]
const found = (id: ObjectId, name: string, revision: number): Found<Image> => ({
  id: id.toHexString(),
  record: { ...imageDraft(name), revision, createdAt: '', updatedAt: '' },
})
const told = (changes: readonly ({ type: string; record?: { name: string }; name?: string } | undefined)[]) =>
  changes.map((change) => `${change?.type} ${change?.record?.name ?? change?.name}`)

describe('what a follower knows', () => {
  it('is told once of each revision', () => {
    const versions = createVersions<Image>()
    expect(told(versions.learn([found(one, 'a', 1)]))).toEqual(['put a'])
    expect(told(versions.learn([found(one, 'a', 1)]))).toEqual([])
    expect(told(versions.learn([found(one, 'a', 2)]))).toEqual(['put a'])
    const list = { a: 2, b: 1 }
    expect(versions.differing(new Map(Object.entries(list)))).toEqual(['b'])
    expect(versions.differing(new Map())).toEqual(['a'])
  })

  it('keeps a name whose document was exchanged, in whatever order that is heard', () => {
    const versions = createVersions<Image>()
    versions.learn([found(one, 'a', 1)])
    const again = [found(two, 'a', 9)]
    expect(told(versions.learn(again))).toEqual(['put a'])
    expect(told(versions.forgetMissing({ names: [], ids: [one, two] }, again))).toEqual([])
    expect(told(versions.forgetMissing({ names: [], ids: [two] }, []))).toEqual(['removed a'])
    expect(versions.differing(new Map())).toEqual([])
  })

  it('moves with a document that gets another name', () => {
    const versions = createVersions<Image>()
    versions.learn([found(one, 'a', 1)])
    expect(told(versions.learn([found(one, 'b', 2)]))).toEqual(['removed a', 'put b'])
    expect(told(versions.forgetMissing({ names: ['a'], ids: [] }, []))).toEqual([])
    expect(told(versions.forgetMissing({ names: ['b'], ids: [] }, []))).toEqual(['removed b'])
  })
})

describe('what news has named', () => {
  it('is everything at first, then what was named, once', () => {
    const gathered = gatherTouched()
    expect(gathered.take()).toEqual({ names: [], ids: [], any: true })
    gathered.add({ name: 'a' })
    gathered.add({ id: one })
    gathered.add({ id: new ObjectId(one.toHexString()) })
    expect(gathered.take()).toEqual({ names: ['a'], ids: [one], any: false })
    expect(gathered.take()).toEqual({ names: [], ids: [], any: false })
  })

  it('is everything where it is not said, or is too much', () => {
    const gathered = gatherTouched()
    gathered.take()
    gathered.add({ name: 'a' })
    gathered.add(undefined)
    expect(gathered.take()).toEqual({ names: ['a'], ids: [], any: true })
    for (let n = 0; n < 1_001; n += 1) gathered.add({ name: `n${n}` })
    expect(gathered.take()).toEqual({ names: [], ids: [], any: true })
    expect(gathered.take().any).toBe(false)
  })
})
