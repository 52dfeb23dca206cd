import { describe, expect, it } from 'vitest'
import { createZoneSide } from '../../../../src/runtime/nodes/counting/zone-side.ts'
import type { Polygon } from '../../../../src/runtime/pipeline/params.ts'

const polygon = (...corners: readonly (readonly [number, number])[]): Polygon =>
  corners.map(([x, y]) => ({ x, y }))
const square = polygon([0.25, 0.25], [0.75, 0.25], [0.75, 0.75], [0.25, 0.75])
/** An L: its hollow is the upper right. */
const corner = polygon([0.1, 0.1], [0.4, 0.1], [0.4, 0.6], [0.9, 0.6], [0.9, 0.9], [0.1, 0.9])

describe('how deep a point is in a zone', () => {
  it.each([
    [square, 1, [0.5, 0.5], 0.25],
    [square, 1, [0.3, 0.5], 0.05],
    [square, 1, [0.25, 0.5], 0],
    [square, 1, [0.2, 0.5], -0.05],
    [square, 1, [0.85, 0.85], -Math.hypot(0.1, 0.1)],
    [square, 2, [0.5, 0.5], 0.125],
    [square, 2, [0.2, 0.5], -0.05],
    [square, 0.5, [0.5, 0.2], -0.05],
    [square, 0.5, [0.5, 0.5], 0.125],
    [corner, 1, [0.2, 0.2], 0.1],
    [corner, 1, [0.6, 0.4], -0.2],
    [corner, 1, [0.5, 0.5], -0.1],
    [corner, 1, [0.8, 0.7], 0.1],
  ] as const)('%#', (zone, aspect, [x, y], depth) => {
    expect(createZoneSide(zone, aspect).depthOf({ x, y })).toBeCloseTo(depth, 9)
    const backwards = [...zone].reverse()
    expect(createZoneSide(backwards, aspect).depthOf({ x, y })).toBeCloseTo(depth, 9)
  })

  it.each([
    [
      'beyond the border that it reaches',
      [
        [0.2, 0.5],
        [0.8, 0.5],
        [0.8, 1],
        [0.2, 1],
      ],
      [0.5, 1.1],
      0.3,
    ],
    [
      'on that border',
      [
        [0.2, 0.5],
        [0.8, 0.5],
        [0.8, 1],
        [0.2, 1],
      ],
      [0.5, 1],
      0.3,
    ],
    [
      'beyond it, but beside the zone',
      [
        [0.2, 0.5],
        [0.8, 0.5],
        [0.8, 1],
        [0.2, 1],
      ],
      [0.1, 1.1],
      -0.1,
    ],
    [
      'beyond a corner that it holds',
      [
        [0.5, 0.5],
        [1, 0.5],
        [1, 1],
        [0.5, 1],
      ],
      [1.2, 1.2],
      0.7,
    ],
    [
      'beyond a border that it touches in one point',
      [
        [0.2, 0.5],
        [0.8, 0.5],
        [0.5, 1],
      ],
      [0.5, 1.1],
      -0.1,
    ],
    [
      'at a corner on a border between two of its sides',
      [
        [0, 0.2],
        [0.5, 0.2],
        [0.5, 0.8],
        [0, 0.8],
        [0, 0.5],
      ],
      [0, 0.5],
      0.3,
    ],
    [
      'anywhere, where it is the whole picture',
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ],
      [0.5, -0.2],
      0.8,
    ],
  ] as const)('goes on %s', (_, corners, [x, y], depth) => {
    for (const zone of [polygon(...corners), [...polygon(...corners)].reverse()])
      expect(createZoneSide(zone, 1).depthOf({ x, y })).toBeCloseTo(depth, 9)
  })

  it('looks for no deeper place than is enough', () => {
    const { deepest } = createZoneSide(square, 1, 0.1)
    expect(deepest).toBeGreaterThanOrEqual(0.1)
    expect(deepest).toBeLessThan(createZoneSide(square, 1).deepest)
  })

  it('knows the deepest place', () => {
    expect(createZoneSide(square, 1).deepest).toBeGreaterThan(0.23)
    expect(createZoneSide(square, 1).deepest).toBeLessThanOrEqual(0.25)
    expect(createZoneSide(polygon([0, 0.5], [1, 0.5], [1, 0.51], [0, 0.51]), 1).deepest).toBeCloseTo(0.005, 3)
  })
})
