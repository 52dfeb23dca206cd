import { describe, expect, it } from 'vitest'
import { placementOf } from '../../../../src/runtime/models/prepare/placement.ts'

const square = { width: 416, height: 416 }

describe('where a picture lies in the input', () => {
  it.each([
    ['corner', 640, 427, { width: 416, height: 277, left: 0, top: 0 }],
    ['corner', 97, 61, { width: 416, height: 261, left: 0, top: 0 }],
    ['letterbox', 640, 427, { width: 416, height: 278, left: 0, top: 69 }],
    ['letterbox', 427, 640, { width: 278, height: 416, left: 69, top: 0 }],
    ['letterbox', 641, 480, { width: 416, height: 312, left: 0, top: 52 }],
    // One row of padding too many goes to the bottom.
    ['letterbox', 416, 415, { width: 416, height: 415, left: 0, top: 0 }],
    ['stretch', 640, 427, { width: 416, height: 416, left: 0, top: 0 }],
    ['letterbox', 1, 8000, { width: 1, height: 416, left: 207, top: 0 }],
    ['corner', 8000, 1, { width: 416, height: 1, left: 0, top: 0 }],
  ] as const)('%s of %d x %d', (fit, width, height, expected) => {
    expect(placementOf({ ...square, fit }, width, height)).toMatchObject(expected)
  })

  it('cuts the middle out for classifiers', () => {
    const placement = placementOf({ width: 224, height: 224, fit: 'crop', resize: 256 }, 640, 480)
    expect(placement).toMatchObject({ width: 341, height: 256, left: -58, top: -16 })
    expect(placement.scaleX).toBeCloseTo(341 / 640, 6)
  })
})
