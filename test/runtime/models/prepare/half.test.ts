import { describe, expect, it } from 'vitest'
import { fromHalf, halvesToFloats, toHalf } from '../../../../src/runtime/models/prepare/half.ts'

describe('half-precision numbers', () => {
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65_504, 0x7bff],
    [65_520, 0x7c00],
    [Number.NEGATIVE_INFINITY, 0xfc00],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [1 + 1 / 2048, 0x3c00],
    [1 + 3 / 2048, 0x3c02],
    [0.333_251_953_125, 0x3555],
  ])('writes %f as %i', (value, half) => {
    expect(toHalf(value)).toBe(half)
  })

  it('reads what it wrote, all 65,536', () => {
    for (let half = 0; half < 65_536; half++) {
      const value = fromHalf(half)
      if (Number.isNaN(value)) expect(toHalf(value) & 0x7c00).toBe(0x7c00)
      else expect(toHalf(value)).toBe(half)
    }
  })

  it('reads whole arrays', () => {
    expect([...halvesToFloats(Uint16Array.of(0x3c00, 0xc000, 0x7c00))]).toEqual([
      1,
      -2,
      Number.POSITIVE_INFINITY,
    ])
  })
})
