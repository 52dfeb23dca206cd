import { type Canvas, createCanvas, type Tone } from './canvas.ts'
import { hash } from '../random.ts'

/** Smooth random numbers from -1 to 1 on a grid of `cells` in the picture's height, `across` in its width. */
const createClouds = (cells: number, across: number, seed: number): ((x: number, y: number) => number) => {
  const columns = Math.ceil(across) + 2
  const grid = Float64Array.from(
    { length: columns * (cells + 2) },
    (_, n) => hash(n % columns, Math.floor(n / columns), seed) / 2_147_483_648 - 1,
  )
  return (x, y) => {
    const column = Math.floor(x * cells)
    const row = Math.floor(y * cells)
    const [fx, fy] = [x * cells - column, y * cells - row]
    const at = row * columns + column
    const upper = grid[at]! * (1 - fx) + grid[at + 1]! * fx
    const lower = grid[at + columns]! * (1 - fx) + grid[at + columns + 1]! * fx
    return upper * (1 - fy) + lower * fy
  }
}

const tone = (y: number, u = 128, v = 128): Tone => ({ y, u, v })
/** Whether `at` lies in the first `share` of its period. */
const within = (at: number, period: number, share: number): boolean =>
  at / period - Math.floor(at / period) < share

const wall = (x: number, y: number): Tone => {
  if (y < 0.15 && y > 0.03 && within(x - 0.05, 0.24, 0.45))
    return within(x, 0.24, 0.02) ? tone(190) : tone(88, 136, 124)
  if (within(y, 0.022, 0.12) || within(x + 0.03 * (Math.floor(y / 0.022) % 2), 0.06, 0.05))
    return tone(132, 122, 136)
  return tone(146, 120, 142)
}

const shops = (x: number, y: number): Tone => {
  if (y < 0.195) return tone(120, 134, 122)
  return within(x - 0.08, 0.37, 0.6) ? tone(126, 132, 124) : tone(158, 124, 132)
}

const pavement = (x: number, y: number, slab: number): Tone =>
  within(x, slab, 0.03) || within(y, slab * 0.5, 0.05) ? tone(136) : tone(154, 126, 130)

const road = (x: number, y: number): Tone =>
  y > 0.54 && y < 0.55 && within(x, 0.2, 0.55) ? tone(196) : tone(106, 129, 127)

/** Colour of the empty street; x and y as shares of the picture's height. */
const street = (x: number, y: number): Tone => {
  if (y < 0.18) return wall(x, y)
  if (y < 0.29) return shops(x, y)
  if (y < 0.35) return pavement(x, y, 0.09)
  if (y < 0.36) return tone(172)
  if (y < 0.745) return road(x, y)
  if (y < 0.76) return tone(176)
  return pavement(x, y, 0.16)
}

/** The street with nobody in it; worked out once a size. */
export const createBackdrop = (width: number, height: number, colour: boolean, seed: number): Canvas => {
  const canvas = createCanvas(width, height, colour)
  const stains = createClouds(12, (12 * width) / height, seed)
  const grit = createClouds(180, (180 * width) / height, seed + 1)
  for (let row = 0, at = 0; row < height; row++) {
    const y = (row + 0.5) / height
    for (let column = 0; column < width; column++, at++) {
      const x = (column + 0.5) / height
      const here = street(x, y)
      canvas.y[at] = here.y + 5 * stains(x, y) + 7 * grit(x, y)
      if (!colour || ((row | column) & 1) !== 0) continue
      const chroma = (row >> 1) * (width >> 1) + (column >> 1)
      canvas.u[chroma] = here.u
      canvas.v[chroma] = here.v
    }
  }
  return canvas
}
