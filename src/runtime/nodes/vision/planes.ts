import { type Kernels, loadKernels } from './kernels.ts'

/** Bytes that each plane takes, by the picture's pixels and width. */
const SIZES = {
  source: (pixels: number) => pixels,
  padded: (pixels: number, width: number) => (width + 32) * (pixels / width + 4),
  sums: (pixels: number, width: number) => 2 * (pixels + 5 * width),
  picture: (pixels: number) => 2 * pixels,
  background: (pixels: number) => 2 * pixels,
  spread: (pixels: number) => 2 * pixels,
  expected: (pixels: number) => 2 * pixels,
  differences: (pixels: number) => 2 * pixels + 32,
  low: (pixels: number) => pixels,
  high: (pixels: number) => pixels,
  mask: (pixels: number) => pixels,
  spare: (pixels: number) => pixels,
  kept: (pixels: number) => pixels,
  line: (_: number, width: number) => width + 32,
  histogram: () => 13 * 512 * 4,
  tone: () => 64,
  runs: (pixels: number) => 16 * maxRuns(pixels),
  list: (pixels: number) => 32 * maxRuns(pixels),
  outlines: (pixels: number) => 12 * maxRuns(pixels),
  values: (pixels: number) => maxRuns(pixels),
  counts: () => 16,
}

/** More runs than that are noise; the rest of the picture is then left unlabelled. */
const maxRuns = (pixels: number): number => Math.ceil(pixels / 8)

export type Planes = Readonly<Record<keyof typeof SIZES, number>> & {
  readonly kernels: Kernels
  /** Pixels a row: the picture's width, rounded up to 16. */
  readonly stride: number
  readonly height: number
  readonly count: number
  readonly maxRuns: number
}

/** Lays the planes of a picture of that size out in a fresh kernel memory. */
export const layOut = (width: number, height: number): Planes => {
  const kernels = loadKernels()
  const stride = align(width)
  const count = stride * height
  let end = kernels.base()
  const places: Record<string, number> = {}
  for (const [name, size] of Object.entries(SIZES)) {
    places[name] = end
    end += align(size(count, stride))
  }
  const missing = end - kernels.memory.buffer.byteLength
  if (missing > 0) kernels.memory.grow(Math.ceil(missing / 65_536))
  return {
    ...(places as Record<keyof typeof SIZES, number>),
    kernels,
    stride,
    height,
    count,
    maxRuns: maxRuns(count),
  }
}

const align = (bytes: number): number => Math.ceil(bytes / 16) * 16
