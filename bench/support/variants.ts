import type { Timed } from './pictures.ts'

export type Variant = (pictures: readonly Timed[]) => readonly Timed[]

/** Every nth picture. */
export const every =
  (n: number): Variant =>
  (pictures) =>
    pictures.filter((_, index) => index % n === 0)

/** The same pictures, so many times faster. */
export const faster =
  (times: number): Variant =>
  (pictures) =>
    pictures.map(({ grey, captureNs }) => ({
      grey,
      captureNs: BigInt(Math.round(Number(captureNs) / times)),
    }))

/** Leaves that share of the pictures out, at random. */
export const dropping =
  (share: number, seed = 1): Variant =>
  (pictures) => {
    const random = randomOf(seed)
    return pictures.filter(() => random() >= share)
  }

/** Normal noise of deviation `sigma`, grey levels, on the small picture itself. */
export const noisy =
  (sigma: number, seed = 1): Variant =>
  (pictures) => {
    const random = randomOf(seed)
    const noise = Float32Array.from({ length: 1 << 20 }, () => sigma * normal(random))
    return pictures.map((picture) => {
      let at = Math.floor(random() * noise.length)
      return change(picture, (value) => value + noise[at++ & (noise.length - 1)]!)
    })
  }

/** The light swings by `depth` (a share) once in `seconds`. */
export const drifting =
  (depth: number, seconds: number): Variant =>
  (pictures) =>
    pictures.map((picture) => {
      const gain = 1 + depth * Math.sin((2 * Math.PI * Number(picture.captureNs)) / 1e9 / seconds)
      return change(picture, (value) => value * gain)
    })

/** Less contrast, around `black`. */
export const dull =
  (contrast: number, black: number): Variant =>
  (pictures) =>
    pictures.map((picture) => change(picture, (value) => black + contrast * value))

/** Starts at that picture. */
export const from =
  (first: number): Variant =>
  (pictures) =>
    pictures.slice(first)

const change = ({ grey, captureNs }: Timed, map: (value: number) => number): Timed => ({
  captureNs,
  grey: {
    ...grey,
    data: Uint8Array.from(grey.data, (value) => Math.min(255, Math.max(0, Math.round(map(value))))),
  },
})

const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** Mulberry32, by Tommy Ettinger: small and good enough for tests. */
export const randomOf = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
