import { describe, expect, it } from 'vitest'
import { partOf, placementOf } from '../../../../src/runtime/models/prepare/placement.ts'

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

  it('cuts the middle out as torchvision rounds it', () => {
    const square = { width: 224, height: 224, fit: 'crop', resize: 224 } as const
    // (335 - 224) / 2 is 55.5, and goes to the even 56; (333 - 224) / 2 is 54.5, and goes to 54.
    expect(placementOf(square, 1279, 853)).toMatchObject({ width: 335, height: 224, left: -56, top: 0 })
    expect(placementOf(square, 200, 298)).toMatchObject({ width: 224, height: 333, left: 0, top: -54 })
    // 110 * (224 / 110) is less than 224 in floating point.
    expect(placementOf(square, 110, 110)).toMatchObject({ width: 224, height: 224, left: 0, top: 0 })
    // What is smaller than the input is padded, the odd pixel behind it.
    expect(placementOf({ ...square, resize: 221 }, 221, 221)).toMatchObject({ left: 1, top: 1 })
  })

  it('a letterbox may round down, and ties go to even', () => {
    const small = { width: 320, height: 320, fit: 'letterbox' } as const
    expect(placementOf({ ...small, rounding: 'down' }, 640, 427)).toMatchObject({ height: 213, top: 53 })
    const each = placementOf({ ...small, rounding: 'down-each' }, 640, 427)
    expect(each).toMatchObject({ height: 213, scaleX: 0.5, scaleY: 213 / 427 })
    expect(placementOf(small, 640, 427)).toMatchObject({ height: 214, top: 53 })
    expect(placementOf(small, 640, 425)).toMatchObject({ height: 212, top: 54 })
  })

  it.each([
    [28, 28, 97, 61, { x: 18, y: 0, width: 61, height: 61 }],
    [28, 28, 151, 301, { x: 0, y: 75, width: 151, height: 151 }],
    [320, 240, 100, 100, { x: 0, y: 12, width: 100, height: 75 }],
    [224, 224, 1, 1, { x: 0, y: 0, width: 1, height: 1 }],
  ])('the middle in the shape of %d x %d out of %d x %d', (width, height, wide, high, part) => {
    const region = { x: 0, y: 0, width: wide, height: high }
    expect(partOf({ width, height, fit: 'middle' }, region)).toEqual(part)
    expect(partOf({ width, height, fit: 'stretch' }, region)).toEqual(region)
  })
})
