import { describe, expect, it } from 'vitest'
import { distanceTo, meets } from '../../../../src/runtime/nodes/counting/line-side.ts'

/** Lines from the first point to the second, with a point on the right-hand side of somebody who looks along them. */
const RIGHT = [
  ['down', { x1: 0.75, y1: 0, x2: 0.75, y2: 1 }, { x: 0.5, y: 0.5 }],
  ['up', { x1: 0.75, y1: 1, x2: 0.75, y2: 0 }, { x: 0.9, y: 0.5 }],
  ['to the right', { x1: 0, y1: 0.5, x2: 1, y2: 0.5 }, { x: 0.5, y: 0.8 }],
  ['to the left', { x1: 1, y1: 0.5, x2: 0, y2: 0.5 }, { x: 0.5, y: 0.2 }],
  ['down to the right', { x1: 0, y1: 0, x2: 1, y2: 1 }, { x: 0.2, y: 0.8 }],
  ['up to the right', { x1: 0, y1: 1, x2: 1, y2: 0 }, { x: 0.8, y: 0.8 }],
] as const

describe.each([16 / 9, 1, 9 / 16])('sides of a line on a picture of aspect %d', (aspect) => {
  it.each(RIGHT)('%s', (_, line, point) => {
    const back = { x1: line.x2, y1: line.y2, x2: line.x1, y2: line.y1 }
    expect(distanceTo(line, point, aspect)).toBeGreaterThan(0)
    expect(distanceTo(back, point, aspect)).toBeCloseTo(-distanceTo(line, point, aspect), 12)
  })
})

describe('distance', () => {
  it('is in units of the longer side', () => {
    const upright = { x1: 0.5, y1: 0, x2: 0.5, y2: 1 }
    const level = { x1: 0, y1: 0.5, x2: 1, y2: 0.5 }
    expect(distanceTo(upright, { x: 0.4, y: 0.5 }, 2)).toBeCloseTo(0.1, 12)
    expect(distanceTo(level, { x: 0.5, y: 0.6 }, 2)).toBeCloseTo(0.05, 12)
    expect(distanceTo(level, { x: 0.5, y: 0.6 }, 0.5)).toBeCloseTo(0.1, 12)
  })
})

describe('meets', () => {
  const line = { x1: 0.5, y1: 0.2, x2: 0.5, y2: 0.6 }
  it.each([
    ['through its middle', { x: 0.4, y: 0.4 }, { x: 0.6, y: 0.4 }, true],
    ['through its end', { x: 0.4, y: 0.6 }, { x: 0.6, y: 0.6 }, true],
    ['past its end', { x: 0.4, y: 0.7 }, { x: 0.6, y: 0.7 }, false],
    ['before its start', { x: 0.4, y: 0.1 }, { x: 0.6, y: 0.1 }, false],
    ['along it', { x: 0.4, y: 0.2 }, { x: 0.4, y: 0.6 }, false],
  ] as const)('%s', (_, from, to, expected) => {
    expect(meets(line, from, to, 16 / 9)).toBe(expected)
  })
})
