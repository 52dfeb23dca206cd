import { describe, expect, test } from 'vitest'
import type { Candidate } from '../../../src/runtime/models/families/family.ts'
import { suppress } from '../../../src/runtime/models/nms.ts'

const box = (x1: number, y1: number, x2: number, y2: number, score: number, classIndex = 0): Candidate => ({
  x1,
  y1,
  x2,
  y2,
  score,
  classIndex,
})

describe('suppress', () => {
  const best = box(0, 0, 10, 10, 0.9)
  const half = box(0, 0, 10, 5, 0.8) // overlaps the best by exactly 0.5

  test('what overlaps by more than the threshold goes, what overlaps by just it stays', () => {
    expect(suppress([half, best], { iou: 0.5, perClass: true })).toEqual([best, half])
    expect(suppress([half, best], { iou: 0.49, perClass: true })).toEqual([best])
  })

  test('a box that was suppressed suppresses nothing', () => {
    const chain = [box(0, 0, 10, 10, 0.9), box(4, 0, 14, 10, 0.8), box(8, 0, 18, 10, 0.7)]
    expect(suppress(chain, { iou: 0.4, perClass: true })).toEqual([chain[0], chain[2]])
  })

  test('other classes are rivals only when classes do not matter', () => {
    const other = { ...half, classIndex: 1 }
    expect(suppress([best, other], { iou: 0.3, perClass: true })).toEqual([best, other])
    expect(suppress([best, other], { iou: 0.3, perClass: false })).toEqual([best])
  })

  test('of equal scores the first stays', () => {
    const twin = { ...best, x2: 11 }
    expect(suppress([twin, best], { iou: 0.3, perClass: true })).toEqual([twin])
  })

  test('the best are considered and kept, up to the limits', () => {
    const row = Array.from({ length: 400 }, (_, i) => box(i * 20, 0, i * 20 + 10, 10, i / 512))
    expect(suppress(row, { iou: 0.5, perClass: true }).map(({ score }) => score * 512)).toEqual(
      Array.from({ length: 300 }, (_, i) => 399 - i),
    )
    expect(suppress(row, { iou: 0.5, perClass: true, consider: 5 })).toHaveLength(5)
  })

  test('empty boxes overlap nothing', () => {
    const point = box(5, 5, 5, 5, 0.9)
    expect(suppress([point, point], { iou: 0.5, perClass: true })).toHaveLength(2)
  })
})
