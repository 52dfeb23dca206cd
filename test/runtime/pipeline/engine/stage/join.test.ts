import { describe, expect, it } from 'vitest'
import { createJoin } from '../../../../../src/runtime/pipeline/engine/stage/join.ts'
import type { Detection } from '../../../../../src/runtime/pipeline/item.ts'
import { createFrames } from '../harness.ts'

const { make } = createFrames()
const seen = (name: string): Detection => ({ box: [0, 0, 1, 1], class: name })

describe('a join', () => {
  it('waits for all ways, and holds what they found in the order of the ways, shared things once', () => {
    const join = createJoin(3)
    const frame = make(0)
    const shared = seen('shared')
    expect(join.arrive(2, frame, { frame, detections: [shared, seen('c')] })).toEqual({
      complete: false,
      first: true,
    })
    expect(join.arrive(1, frame, undefined)).toEqual({ complete: false, first: false })
    const joined = join.arrive(0, frame, { frame, detections: [shared, seen('a')] })
    expect(joined).toMatchObject({ complete: true, held: true })
    expect(joined.complete && joined.item?.detections?.map((one) => one.class)).toEqual(['shared', 'a', 'c'])
    expect(joined.complete && 'tracks' in joined.item!).toBe(false)
  })

  it('has nothing to give where no way had anything', () => {
    const join = createJoin(2)
    const frame = make(0)
    join.arrive(0, frame, undefined)
    expect(join.arrive(1, frame, undefined)).toEqual({ complete: true, held: true, item: undefined })
  })

  it('lets through alone what comes after the others were joined', () => {
    const join = createJoin(2)
    const frame = make(0)
    join.arrive(0, frame, { frame })
    join.arrive(1, frame, undefined)
    expect(join.arrive(1, frame, { frame, detections: [seen('late')] })).toMatchObject({
      complete: true,
      held: false,
    })
  })

  it('gives what is left over, oldest first, once', () => {
    const join = createJoin(2)
    const frames = [make(0), make(1)]
    for (const frame of frames) join.arrive(0, frame, { frame })
    expect(join.rest().map((item) => item.frame.index)).toEqual([0, 1])
    expect(join.rest()).toEqual([])
  })
})
