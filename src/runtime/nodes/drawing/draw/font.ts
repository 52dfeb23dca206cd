import { inflateRawSync } from 'node:zlib'
import { CHARACTERS, GLYPH_HEIGHT, GLYPH_WIDTH, GLYPHS } from './glyphs.ts'

/** How much of each pixel of a cell a character covers, 0-255, row by row. */
export type Mask = Uint8Array

export interface Font {
  /** Pixels of every character's cell. */
  readonly width: number
  readonly height: number
  /** Of a character that the font has not, that of a question mark. */
  mask(character: string): Mask
}

/** Places of the characters among the glyphs. */
const places = new Map(
  CHARACTERS.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, n) => from + n)).map(
    (code, place) => [String.fromCodePoint(code), place],
  ),
)

/** Of a letter that the font has only without its marks, that letter. */
const placeOf = (character: string): number =>
  places.get(character) ?? places.get(character.normalize('NFD')[0] ?? '') ?? places.get('?')!

const bits = inflateRawSync(Buffer.from(GLYPHS, 'base64'))

const isSet = (place: number, x: number, y: number): boolean => {
  const at = (place * GLYPH_HEIGHT + y) * GLYPH_WIDTH + x
  return (bits[at >> 3]! & (0x80 >> (at & 7))) !== 0
}

/** For each pixel along one side of a cell, the glyph's pixels under it with their shares. */
const shares = (from: number, to: number): (readonly (readonly [at: number, share: number])[])[] =>
  Array.from({ length: to }, (_, pixel) => {
    const [begin, end] = [(pixel * from) / to, ((pixel + 1) * from) / to]
    const under: [number, number][] = []
    for (let at = Math.floor(begin); at < Math.min(from, Math.ceil(end)); at++)
      under.push([at, ((Math.min(end, at + 1) - Math.max(begin, at)) * to) / from])
    return under
  })

/** Thin strokes that a small size makes pale are made dark again. */
const BOOST = 1.35

/** `height`: pixels of a line of text. Each pixel takes the mean of what lies under it, so that any size is smooth. */
export const createFont = (height: number): Font => {
  const width = Math.max(4, Math.round((height * GLYPH_WIDTH) / GLYPH_HEIGHT))
  const [columns, rows] = [shares(GLYPH_WIDTH, width), shares(GLYPH_HEIGHT, height)]
  const masks = new Map<number, Mask>()
  const scale = (place: number): Mask => {
    const mask = new Uint8Array(width * height)
    for (const [y, above] of rows.entries())
      for (const [x, beside] of columns.entries()) {
        let covered = 0
        for (const [row, high] of above)
          for (const [column, wide] of beside) if (isSet(place, column, row)) covered += high * wide
        mask[y * width + x] = Math.min(255, covered * 255 * BOOST)
      }
    return mask
  }
  return {
    width,
    height,
    mask: (character) => {
      const place = placeOf(character)
      const known = masks.get(place) ?? scale(place)
      masks.set(place, known)
      return known
    },
  }
}
