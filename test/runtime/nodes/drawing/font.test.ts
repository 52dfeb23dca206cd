import { describe, expect, it } from 'vitest'
import { createFont } from '../../../../src/runtime/nodes/drawing/draw/font.ts'

const letters = Array.from({ length: 0x100 - 0x21 }, (_, n) => String.fromCharCode(n + 0x21)).filter(
  (letter) => letter <= '~' || (letter >= '¡' && letter !== '\u00ad'),
)

const picture = (letter: string): string[] => {
  const { width, height, mask } = createFont(18)
  const cells = [...mask(letter)].map((covered) => (covered > 127 ? '#' : '.'))
  return Array.from({ length: height }, (_, row) => cells.slice(row * width, (row + 1) * width).join(''))
}

const ink = (mask: Uint8Array): number => mask.reduce((sum, covered) => sum + covered, 0) / mask.length / 255

describe('font', () => {
  it('has the letters as they were drawn', () => {
    expect(picture('é').slice(2, 14)).toEqual([
      '.........',
      '.....##..',
      '....##...',
      '...##....',
      '.........',
      '..#####..',
      '.##...##.',
      '.##...##.',
      '.#######.',
      '.##......',
      '.##...##.',
      '..#####..',
    ])
  })

  it.each([11, 18, 24, 36])('tells all letters of ISO 8859-1 apart, %i pixels high', (height) => {
    const { width, mask } = createFont(height)
    const masks = letters.map((letter) => mask(letter))
    for (const one of masks) {
      expect(one).toHaveLength(width * height)
      expect(ink(one)).toBeGreaterThan(0.01)
    }
    expect(new Set(masks.map((one) => one.join())).size).toBe(letters.length)
  })

  it('gives a question mark for what it has not, and nothing for a space', () => {
    const { mask } = createFont(20)
    expect(mask('漢')).toBe(mask('?'))
    expect(mask('\n')).toBe(mask('?'))
    expect(ink(mask(' '))).toBe(0)
  })
})
