/** Numbers in 0-1 that depend on the seed alone, on every machine (Mulberry32 by T. Ettinger, public domain). */
export type Random = () => number

export const createRandom = (seed: number): Random => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A whole number in 0-4294967295 for three others. */
export const hash = (a: number, b: number, c = 0): number => {
  let mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77) ^ Math.imul(c, 0xc2b2ae3d)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39)
  return (mixed ^ (mixed >>> 15)) >>> 0
}

/**
 * A wave of period 1 between -1 and 1, near a sine's shape: parabolas, because Math.sin may differ in its last bits
 * from one machine to another.
 */
export const wave = (at: number): number => {
  const phase = at - Math.floor(at)
  return phase < 0.5 ? 16 * phase * (0.5 - phase) : -16 * (phase - 0.5) * (1 - phase)
}

export const between = (random: Random, low: number, high: number): number => low + (high - low) * random()
