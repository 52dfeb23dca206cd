import type { Actor } from '../actors.ts'
import { type Corner, ellipse, type Pen, polygon, shade, type Tone } from './canvas.ts'
import { hash, wave } from '../random.ts'

/** Clothes, dark and bright, that stand out from pavement and road. */
const TOPS: readonly Tone[] = [
  { y: 40, u: 128, v: 128 },
  { y: 62, u: 150, v: 118 },
  { y: 70, u: 112, v: 170 },
  { y: 212, u: 126, v: 130 },
  { y: 222, u: 112, v: 138 },
  { y: 55, u: 120, v: 122 },
]
const TROUSERS: readonly Tone[] = [
  { y: 32, u: 130, v: 126 },
  { y: 52, u: 142, v: 120 },
  { y: 66, u: 122, v: 134 },
]
const SKIN: readonly Tone[] = [
  { y: 190, u: 112, v: 150 },
  { y: 92, u: 116, v: 146 },
]
const HAIR: Tone = { y: 38, u: 126, v: 132 }

/** A limb from `top` to `end`, `wide` across. */
const limb = (pen: Pen, [x1, y1]: Corner, [x2, y2]: Corner, wide: number, tone: Tone): void =>
  polygon(
    pen,
    [
      [x1 - wide / 2, y1],
      [x1 + wide / 2, y1],
      [x2 + wide / 2, y2],
      [x2 - wide / 2, y2],
    ],
    tone,
  )

const pick = (tones: readonly Tone[], look: number, part: number): Tone =>
  tones[hash(look, part) % tones.length]!

/** Somebody walking; `step` counts double steps, `sway` is what moves while standing. */
export const drawPerson = (pen: Pen, actor: Actor, step: number, sway: number, shadows: boolean): void => {
  const middle = pen.length / 2
  const top = pick(TOPS, actor.look, 1)
  const legs = pick(TROUSERS, actor.look, 2)
  const skin = pick(SKIN, actor.look, 3)
  const swing = wave(step) * (pen.length / 2 - 0.05)
  const lift = Math.max(0, wave(step + 0.25)) * 0.04
  const arm = swing * 0.8 + sway
  const sleeve: Tone = { ...top, y: top.y > 128 ? top.y - 20 : top.y + 12 }
  if (shadows) shade(pen, middle, 0.01, pen.length / 2, 0.03, 0.72)
  limb(pen, [middle, 0.78], [middle + arm, 0.44], 0.07, sleeve)
  limb(pen, [middle, 0.5], [middle - swing, lift], 0.1, { ...legs, y: legs.y + 8 })
  limb(pen, [middle, 0.5], [middle + swing, 0.04 - lift], 0.1, legs)
  polygon(
    pen,
    [
      [middle - 0.14, 0.82],
      [middle + 0.14, 0.82],
      [middle + 0.11, 0.46],
      [middle - 0.11, 0.46],
    ],
    top,
  )
  limb(pen, [middle, 0.78], [middle - arm, 0.44], 0.07, sleeve)
  ellipse(pen, middle, 0.91, 0.065, 0.09, skin)
  ellipse(pen, middle - 0.015, 0.955, 0.062, 0.045, HAIR)
}
