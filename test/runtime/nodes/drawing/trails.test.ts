import { expect, it } from 'vitest'
import { createTrails } from '../../../../src/runtime/nodes/drawing/draw/trails.ts'
import type { Track } from '../../../../src/runtime/pipeline/item.ts'

const track = (trackId: number, x: number): Track => ({
  box: [x, 0.2, x + 0.2, 0.6],
  start: [0, 0, 1, 1],
  class: 'person',
  trackId,
  hits: 3,
  coasting: false,
})
const seconds = (time: number): bigint => BigInt(Math.round(time * 1e9))

it('keeps the way of each track for a while, and forgets those that are gone', () => {
  const trails = createTrails(1000)
  trails([track(1, 0), track(2, 0.5)], seconds(0))
  trails([track(1, 0.1), track(2, 0.5)], seconds(0.5))
  expect(trails([track(1, 0.2)], seconds(1)).get(1)).toEqual([
    [0.1, 0.6],
    [0.2, 0.6],
    [expect.closeTo(0.3), 0.6],
  ])
  const later = trails([track(1, 0.3), track(2, 0.5)], seconds(1.6))
  expect(later.get(1)).toHaveLength(2)
  expect(later.get(2)).toHaveLength(1)
})

it('keeps a bounded number of places, and none where no trail is wanted', () => {
  const trails = createTrails(60_000)
  let last = trails([], 0n)
  for (let n = 0; n < 1000; n++) last = trails([track(1, 0)], seconds(n / 100))
  expect(last.get(1)).toHaveLength(250)
  expect(createTrails(0)([track(1, 0)], 0n).size).toBe(0)
})
