import type { Grey, Rgb } from '../pipeline/item.ts'
import { bytesPerPixel, type Chain } from './chains.ts'

/** A picture in memory of ours, row by row without padding. */
export type Raster = Grey | Rgb

/** Pictures and bytes kept for reuse; more than a pipeline's queues hold is memory for nothing. */
const KEPT = 16
const KEPT_BYTES = 1 << 25

interface Pool {
  take(): Raster
  give(raster: Raster): void
}

/** Recycles the memory of pictures, so that none is left to the garbage collector at hundreds a second. */
export const createRasterPool = (width: number, height: number, pixelBytes: number): Pool => {
  const free: Raster[] = []
  const bytes = width * height * pixelBytes
  const kept = Math.max(2, Math.min(KEPT, Math.floor(KEPT_BYTES / bytes)))
  return {
    take: () => free.pop() ?? { width, height, data: new Uint8Array(bytes) },
    give: (raster) => {
      if (free.length < kept) free.push(raster)
    },
  }
}

/** The memory for the pictures of one frame, one for each chain. */
export interface Rasters {
  readonly all: readonly Raster[]
  readonly greys: readonly Grey[]
  readonly rgb: Rgb | undefined
  release(): void
}

/** A pool for each of the chains that JavaScript looks at. */
export const createRasterPools = (chains: readonly Chain[]): { take(): Rasters } => {
  const pools = chains.map((chain) => createRasterPool(chain.width, chain.height, bytesPerPixel(chain)))
  const colour = chains.findIndex(({ format }) => format === 'rgb24')
  return {
    take: () => {
      const all = pools.map((pool) => pool.take())
      return {
        all,
        greys: colour < 0 ? all : all.slice(0, colour),
        rgb: all[colour],
        release: () => all.forEach((raster, n) => void pools[n]!.give(raster)),
      }
    },
  }
}
