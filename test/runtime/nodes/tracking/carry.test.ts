import { expect, it } from 'vitest'
import { carryBetween } from '../../../../src/runtime/nodes/tracking/carry.ts'
import type { Box, Frame, Item, Track } from '../../../../src/runtime/pipeline/item.ts'

const trackAt = (trackId: number, box: Box): Track => ({
  box,
  class: 'person',
  trackId,
  start: box,
  hits: 3,
  coasting: false,
})

/** A frame of 10 a second; looked at where `boxes` says what was found. */
const item = (index: number, boxes?: readonly Box[]): Item => ({
  frame: { index, captureNs: BigInt(index) * 100_000_000n, width: 100, height: 100 } as Frame,
  ...(boxes && { detections: boxes.map((box) => ({ box, class: 'person' })) }),
})

it('a track that the last look did not find is not carried, only foreseen', () => {
  const follow = carryBetween(() => [{ ...trackAt(1, [0, 0, 1, 1]), coasting: true }])
  follow(item(0, []))
  expect(follow(item(1))).toMatchObject([{ coasting: true, carried: false }])
})

it('tracks go on between looks as they went, and the method sees only looks', () => {
  const seen: number[] = []
  const follow = carryBetween(({ frame, detections = [] }) => {
    seen.push(frame.index)
    return detections.map(({ box }, n) => trackAt(n + 1, box))
  })
  expect(follow(item(0))).toEqual([])
  follow(item(1, [[0.1, 0.2, 0.3, 0.4]]))
  expect(follow(item(2))).toMatchObject([{ box: [0.1, 0.2, 0.3, 0.4], coasting: true }])
  expect(follow(item(3, [[0.2, 0.2, 0.4, 0.4]]))).toMatchObject([{ coasting: false }])
  const [carried] = follow(item(4))
  expect(carried).toMatchObject({ trackId: 1, coasting: true, carried: true })
  for (const [n, side] of [0.25, 0.2, 0.45, 0.4].entries()) expect(carried!.box[n]).toBeCloseTo(side, 9)
  expect(follow(item(5, []))).toEqual([])
  expect(follow(item(6))).toEqual([])
  expect(seen).toEqual([1, 3, 5])
})
