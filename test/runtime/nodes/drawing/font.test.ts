import { describe, expect, it } from 'vitest'
import { createFont } from '../../../../src/runtime/nodes/drawing/draw/font.ts'

/** Letters and figures of one script that no other has drawn alike; Cyrillic А is Latin A in any typeface. */
const SCRIPTS: readonly (readonly [script: string, from: number, to: number])[] = [
  ['ISO 8859-1', 0x21, 0xff],
  ['Latin Extended-A', 0x100, 0x17e],
  ['Greek', 0x3b1, 0x3c9],
  ['Cyrillic', 0x410, 0x44f],
]

const lettersOf = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, n) => String.fromCharCode(from + n)).filter(
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

  it.each(SCRIPTS.flatMap((script) => [11, 18, 24, 36].map((height) => [...script, height] as const)))(
    'tells all letters of %s apart (%i to %i), %i pixels high',
    (_script, from, to, height) => {
      const { width, mask } = createFont(height)
      const letters = lettersOf(from, to)
      const masks = letters.map((letter) => mask(letter))
      for (const one of masks) {
        expect(one).toHaveLength(width * height)
        expect(ink(one)).toBeGreaterThan(0.01)
      }
      expect(new Set(masks.map((one) => one.join())).size).toBe(letters.length)
    },
  )

  it('has a letter without its marks where it has it only so', () => {
    const { mask } = createFont(20)
    expect(mask('ế')).toBe(mask('e'))
    expect(mask('й')).not.toBe(mask('и'))
  })

  it('gives a question mark for what it has not, and nothing for a space', () => {
    const { mask } = createFont(20)
    expect(mask('漢')).toBe(mask('?'))
    expect(mask('\n')).toBe(mask('?'))
    expect(ink(mask(' '))).toBe(0)
  })
})
