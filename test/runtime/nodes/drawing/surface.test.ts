import { describe, expect, it } from 'vitest'
import { createSurface, type Spot } from '../../../../src/runtime/nodes/drawing/draw/surface.ts'

const [WIDTH, HEIGHT] = [20, 12]
const RED = [255, 0, 0] as const

/** The red of each pixel after drawing on black, in rows of digits: 0 none, 9 full. */
const drawn = (draw: (surface: ReturnType<typeof createSurface>) => void): string[] => {
  const data = new Uint8Array(WIDTH * HEIGHT * 3)
  draw(createSurface({ width: WIDTH, height: HEIGHT, data }))
  expect(data.filter((_, n) => n % 3 !== 0).every((level) => level === 0)).toBe(true)
  return Array.from({ length: HEIGHT }, (_, row) =>
    Array.from({ length: WIDTH }, (_, x) => Math.floor(data[(row * WIDTH + x) * 3]! / 28)).join(''),
  )
}

const count = (rows: readonly string[]): number => rows.join('').replaceAll('0', '').length

describe('surface', () => {
  it('fills a rectangle, and leaves out what lies outside', () => {
    const rows = drawn((surface) => surface.rect(-5, 10, 3, 40, RED, 1))
    expect(rows.slice(9)).toEqual(['00000000000000000000', '99900000000000000000', '99900000000000000000'])
    expect(count(rows)).toBe(6)
  })

  it('blends by its opacity', () => {
    expect(drawn((surface) => surface.rect(0, 0, 1, 1, RED, 0.5))[0]![0]).toBe('4')
  })

  it('fills by the even-odd rule, hollows left out', () => {
    const corners: Spot[] = [
      [2, 2],
      [18, 2],
      [18, 10],
      [12, 10],
      [12, 5],
      [8, 5],
      [8, 10],
      [2, 10],
    ]
    const rows = drawn((surface) => surface.fill(corners, RED, 1))
    expect(rows[3]).toBe('00999999999999999900')
    expect(rows[7]).toBe('00999999000099999900')
    expect(count(rows)).toBe(16 * 3 + 12 * 5)
  })

  it('strokes as thick as asked for, whatever the direction', () => {
    const across = drawn((surface) => surface.stroke([2, 6], [18, 6], 2, RED, 1))
    expect(across[5]!.slice(3, 17)).toBe('9'.repeat(14))
    expect(across[3]).toBe('0'.repeat(20))
    const there = drawn((surface) => surface.stroke([1, 1], [17, 11], 3, RED, 1))
    const back = drawn((surface) => surface.stroke([17, 11], [1, 1], 3, RED, 1))
    expect(there).toEqual(back)
    const downwards = drawn((surface) => surface.stroke([1, 11], [17, 1], 3, RED, 1))
    expect(downwards).toEqual([...there].reverse())
  })

  it('draws the part of a long stroke that is on the picture', () => {
    const rows = drawn((surface) => surface.stroke([-1000, 6.5], [1000, 6.5], 1, RED, 1))
    expect(rows[6]).toBe('9'.repeat(20))
    expect(drawn((surface) => surface.stroke([-9, -9], [-5, 40], 3, RED, 1)).join('')).toMatch(/^0+$/)
  })

  it('draws a dot where a stroke goes nowhere', () => {
    expect(count(drawn((surface) => surface.stroke([10, 6], [10, 6], 4, RED, 1)))).toBeGreaterThan(10)
  })

  it('stamps a mask, cut at the edges', () => {
    const mask = Uint8Array.of(255, 0, 255, 255)
    expect(drawn((surface) => surface.stamp(mask, 2, 19, -1, RED))[0]).toBe('00000000000000000009')
    expect(count(drawn((surface) => surface.stamp(mask, 2, 4, 4, RED)))).toBe(3)
  })
})
