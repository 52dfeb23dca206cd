import type { Actor } from '../actors.ts'
import { type Corner, ellipse, type Pen, polygon, shade, type Tone } from './canvas.ts'
import { hash, wave } from '../random.ts'

/** Paints that stand out from the road. */
const PAINTS: readonly Tone[] = [
  { y: 38, u: 128, v: 128 },
  { y: 215, u: 128, v: 128 },
  { y: 188, u: 130, v: 126 },
  { y: 66, u: 112, v: 190 },
  { y: 58, u: 172, v: 112 },
  { y: 200, u: 70, v: 150 },
]
const GLASS: Tone = { y: 60, u: 134, v: 124 }
const TYRE: Tone = { y: 26, u: 128, v: 128 }
const RIM: Tone = { y: 170, u: 128, v: 128 }
const LAMP: Tone = { y: 232, u: 110, v: 134 }

const scaled = (corners: readonly Corner[], length: number): Corner[] =>
  corners.map(([x, y]) => [x * length, y])

/** Sides of the body, the cabin and its windows; x as a share of the length, the front at 1. */
const BODY: readonly Corner[] = [
  [0, 0.24],
  [0.01, 0.56],
  [0.2, 0.62],
  [0.8, 0.6],
  [0.98, 0.48],
  [1, 0.22],
]
const CABIN: readonly Corner[] = [
  [0.13, 0.58],
  [0.24, 0.98],
  [0.6, 1],
  [0.77, 0.58],
]
const WINDOWS: readonly (readonly Corner[])[] = [
  [
    [0.2, 0.64],
    [0.27, 0.92],
    [0.42, 0.93],
    [0.42, 0.64],
  ],
  [
    [0.45, 0.64],
    [0.45, 0.93],
    [0.58, 0.93],
    [0.69, 0.64],
  ],
]

/** A car driving; `turns` counts the wheels' turns. */
export const drawCar = (pen: Pen, actor: Actor, turns: number, shadows: boolean): void => {
  const { length } = pen
  const paint = PAINTS[hash(actor.look, 1) % PAINTS.length]!
  const below: Tone = { ...paint, y: paint.y > 100 ? paint.y - 25 : paint.y - 12 }
  if (shadows) shade(pen, length / 2, 0.03, length / 2, 0.09, 0.62)
  polygon(pen, scaled(CABIN, length), paint)
  polygon(pen, scaled(BODY, length), paint)
  polygon(
    pen,
    [
      [0.01 * length, 0.2],
      [0.01 * length, 0.34],
      [0.99 * length, 0.34],
      [0.99 * length, 0.2],
    ],
    below,
  )
  for (const window of WINDOWS) polygon(pen, scaled(window, length), GLASS)
  for (const at of [0.2, 0.8]) {
    ellipse(pen, at * length, 0.19, 0.19, 0.19, TYRE)
    ellipse(pen, at * length, 0.19, 0.1, 0.1, RIM)
    // A spoke, so that wheels are seen to turn.
    ellipse(pen, at * length + 0.05 * wave(turns + 0.25), 0.19 + 0.05 * wave(turns), 0.03, 0.03, TYRE)
  }
  ellipse(pen, 0.97 * length, 0.42, 0.04, 0.06, LAMP)
}
