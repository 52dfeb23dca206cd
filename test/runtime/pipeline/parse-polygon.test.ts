import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePolygon } from '../../../src/runtime/pipeline/parse-polygon.ts'

describe('parsePolygon', () => {
  it('gives the corners in their order', () => {
    expect(parsePolygon('0.1,.5: 0.9,0.5 :0.5,1')).toEqual([
      { x: 0.1, y: 0.5 },
      { x: 0.9, y: 0.5 },
      { x: 0.5, y: 1 },
    ])
  })

  it('takes a first point that is repeated at the end', () => {
    expect(parsePolygon('0,0:1,0:1,1:0,0')).toHaveLength(3)
  })

  it('takes corners that lie on the line between their neighbours, and hollows', () => {
    expect(parsePolygon('0,0:0.5,0:1,0:1,1:0,1')).toHaveLength(5)
    expect(parsePolygon('0,0:1,0:1,1:0.5,0.1:0,1')).toHaveLength(5)
  })

  it.each([
    ['0,0:1,1', 'at least 3'],
    ['0,0:1,0:0,0', 'the point 0,0 twice'],
    ['0,0:1,0:1,1:1,0:0,1', 'the point 1,0 twice'],
    ['0,0:1,0:2,1', 'is not a polygon'],
    ['0,0:1,0:-0.1,1', 'is not a polygon'],
    ['0,0:1,0', 'at least 3'],
    ['somewhere', 'is not a polygon'],
    ['', 'is not a polygon'],
    ['0,0:1,1:1,0:0,1', 'crosses itself: its side 1 (from its point 1 to the next) meets its side 3'],
    ['0,0:0.5,0.5:1,1', 'crosses itself'],
    ['0,0:1,0:0.5,0:0.5,1', 'crosses itself'],
    ['0,0:1,0:1,1:0.5,0:0,1', 'crosses itself'],
    [Array.from({ length: 201 }, (_, n) => `${n / 1000},${(n * n) / 1e5}`).join(':'), 'at most 200'],
  ])('refuses %s', (text, why) => {
    expect(parsePolygon(text)).toContain(why)
  })

  it('takes every star around a point', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.05, max: 0.45, noNaN: true }), { minLength: 5, maxLength: 30 }),
        (radii) => {
          const corners = radii.map((radius, n) => {
            const angle = (2 * Math.PI * n) / radii.length
            return `${(0.5 + radius * Math.cos(angle)).toFixed(6)},${(0.5 + radius * Math.sin(angle)).toFixed(6)}`
          })
          expect(parsePolygon(corners.join(':'))).toHaveLength(radii.length)
        },
      ),
    )
  })
})
