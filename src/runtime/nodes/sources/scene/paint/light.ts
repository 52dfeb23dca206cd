import { createRandom, hash, wave } from '../random.ts'

/** Seconds in which the light goes up and down once. */
const PERIOD = 40
/** Numbers of noise; each row of each picture begins elsewhere in them. */
const NOISE = 1 << 16

/** Normal noise as the sum of four even ones, rounded at random so that small noise is not lost. */
const noiseOf = (sigma: number, seed: number, length: number): Int16Array => {
  const random = createRandom(hash(seed, 99))
  const scale = sigma * Math.sqrt(3)
  return Int16Array.from({ length }, () =>
    Math.floor((random() + random() + random() + random() - 2) * scale + random()),
  )
}

export interface Light {
  /** Lights a plane and adds the camera's noise. */
  apply(plane: Uint8Array, width: number, frame: number, time: number): void
}

/** The lamp and the camera: light that drifts by `drift` percent, and noise. `width`: pixels of the widest plane. */
export const createLight = (drift: number, sigma: number, seed: number, width: number): Light => {
  const noise = sigma > 0 ? noiseOf(sigma, seed, NOISE + width) : undefined
  const table = (time: number): Uint8Array | undefined => {
    if (drift === 0) return undefined
    const gain = 1 + (drift / 100) * wave(time / PERIOD)
    return Uint8Array.from({ length: 256 }, (_, level) => Math.min(255, Math.round(level * gain)))
  }
  return {
    apply: (plane, across, frame, time) => {
      const lit = table(time)
      if (lit !== undefined) for (let at = 0; at < plane.length; at++) plane[at] = lit[plane[at]!]!
      if (noise === undefined) return
      const clamped = new Uint8ClampedArray(plane.buffer, plane.byteOffset, plane.length)
      for (let start = 0, row = 0; start < plane.length; start += across, row++) {
        const from = hash(frame, row, seed) % NOISE
        for (let at = 0; at < across; at++) clamped[start + at] = clamped[start + at]! + noise[from + at]!
      }
    },
  }
}
