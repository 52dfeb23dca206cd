import type { Colour } from './surface.ts'

const BLACK: Colour = [0, 0, 0]
const WHITE: Colour = [255, 255, 255]
/** Of lines and zones: no class or track has it. */
export const AMBER: Colour = [255, 196, 0]

const STEP = 0.618_033_988_749_895

/** A bright colour of that hue, 0-1 (HSL at full saturation, lightness 58 %), each channel 0-255. */
const bright = (hue: number): Colour => {
  const channel = (shift: number): number => {
    const at = (shift + hue * 12) % 12
    const chroma = 0.42 * Math.max(-1, Math.min(at - 3, 9 - at, 1))
    return Math.round(255 * (0.58 - chroma))
  }
  return [channel(0), channel(8), channel(4)]
}

/** Numbers that follow each other get hues far apart, since steps of the golden ratio never come back. */
export const colourOfNumber = (number: number): Colour => bright((number * STEP) % 1)

/** FNV-1a, so that a class has the same colour in every run. */
export const colourOfName = (name: string): Colour => {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return bright(hash / 2 ** 32)
}

/** Black or white, whichever reads better on that ground (luma of ITU-R BT.601). */
export const inkOn = ([red, green, blue]: Colour): Colour =>
  0.299 * red + 0.587 * green + 0.114 * blue > 140 ? BLACK : WHITE
