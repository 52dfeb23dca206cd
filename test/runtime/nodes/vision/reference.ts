/** Plain versions of the kernels, one pixel at a time, to hold those of kernels/ against. */

export interface Size {
  readonly width: number
  readonly height: number
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))

/** Q15 product, rounded, as `q15mulr_sat_s` has it. */
const q15 = (a: number, b: number): number => clamp((a * b + 0x4000) >> 15, -32_768, 32_767)

const each = ({ width, height }: Size, visit: (x: number, y: number, at: number) => number): number[] =>
  Array.from({ length: width * height }, (_, at) => visit(at % width, Math.floor(at / width), at))

export const blur = (size: Size, source: Uint8Array): number[] =>
  each(size, (x, y) => {
    let sum = 0
    for (let dy = -2; dy <= 2; dy++)
      for (let dx = -2; dx <= 2; dx++)
        sum += source[clamp(y + dy, 0, size.height - 1) * size.width + clamp(x + dx, 0, size.width - 1)]!
    return sum * 4
  })

/** 3x3; `every`: erosion, else dilation. */
export const morph = (size: Size, mask: Uint8Array, every: boolean): number[] =>
  each(size, (x, y) => {
    let set = every
    for (let dy = -1; dy <= 1; dy++)
      for (let dx = -1; dx <= 1; dx++) {
        const here =
          mask[clamp(y + dy, 0, size.height - 1) * size.width + clamp(x + dx, 0, size.width - 1)] !== 0
        set = every ? set && here : set || here
      }
    return set ? 255 : 0
  })

export const expectedOf = (background: number, tone: Int16Array): number => {
  const bin = background >> 11
  const lit = background + tone[bin]! + q15(tone[16 + bin]!, (background & 2047) << 4)
  return clamp(lit, 0, 25_500)
}

/** 0 like the background, 1 stands out, 2 surely. */
export const standing = (
  picture: number,
  background: number,
  spread: number,
  expected: number,
  floor: number,
  factor: number,
): number => {
  const wide = q15(spread, (factor / 4) * 32_768) << 2
  const limit = Math.min(32_767, Math.max(floor, wide) + 3 * Math.max(0, background - 24_700))
  const off = Math.abs(picture - expected)
  return off > Math.min(32_767, 2 * limit) ? 2 : off > limit ? 1 : 0
}

export interface Component {
  readonly box: readonly [number, number, number, number]
  readonly area: number
  readonly strong: number
}

/** Flood fill, 8-connected; in order of their first pixel. */
export const components = ({ width, height }: Size, mask: Uint8Array, strong: Uint8Array): Component[] => {
  const seen = new Uint8Array(width * height)
  const found: Component[] = []
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] === 0 || seen[at]) continue
    const stack = [at]
    seen[at] = 1
    const pixels: number[] = []
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      pixels.push(next)
      const x = next % width
      const y = Math.floor(next / width)
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++) {
          const to = (y + dy) * width + x + dx
          if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height || !mask[to] || seen[to])
            continue
          seen[to] = 1
          stack.push(to)
        }
    }
    const xs = pixels.map((pixel) => pixel % width)
    const ys = pixels.map((pixel) => Math.floor(pixel / width))
    found.push({
      box: [Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1],
      area: pixels.length,
      strong: pixels.filter((pixel) => strong[pixel]).length,
    })
  }
  return found
}

/** Whether a difference of `off` with those neighbours two pixels away stays in the mask. */
export const stays = (
  off: number,
  around: readonly [number, number, number, number],
  most: number,
  slope: number,
) =>
  Math.abs(off) > most || Math.max(Math.abs(around[0] - around[1]), Math.abs(around[2] - around[3])) > slope

export interface Learned {
  readonly background: number
  readonly spread: number
}

export const learn = (
  { background, spread }: Learned,
  picture: number,
  expected: number,
  taken: boolean,
  kept: number,
  rates: {
    readonly follow: number
    readonly absorb: number
    readonly restore: number
    readonly most: number
  },
): Learned => {
  const rate = kept === 3 ? 0 : kept === 2 ? rates.restore : taken || kept === 1 ? rates.absorb : rates.follow
  const off = picture - expected
  const deviation = Math.min(Math.abs(off) + (Math.abs(off) >> 2), rates.most)
  const free = !taken && kept === 0
  return {
    background: background + q15(expected - background, rates.follow) + q15(off, rate),
    spread: spread + (free ? q15(deviation - spread, rates.follow) : 0),
  }
}
