import type { Grey, Rgb, View } from '../../pipeline/item.ts'
import { chainsOf, type Shape } from '../chains.ts'
import { createRasterPools } from '../raster-pool.ts'
import { createGraph, type Graph } from './graph.ts'
import { createJpegEncoder } from './jpeg-encoder.ts'
import { createLanding } from './landing.ts'
import type { av } from './library.ts'

type Frame = InstanceType<typeof av.Frame>

export interface Viewed {
  readonly greys: readonly Grey[]
  readonly rgb: Rgb | undefined
  readonly jpegs: readonly Uint8Array[]
  release(): void
}

export interface Viewer {
  /** Makes the views of a decoded frame, which is let go. */
  view(frame: Frame): Viewed
  /** How often the frames' size changed. */
  readonly resized: number
  close(): void
}

const formOf = (frame: Frame): string =>
  [frame.width, frame.height, frame.format, frame.colorRange, frame.colorSpace].join(' ')

const NOTHING: Viewed = { greys: [], rgb: undefined, jpegs: [], release: () => {} }

/** All views natively; JavaScript only copies what it looks at. All views keep that shape. */
export const createViewer = (views: readonly View[], shape: Shape): Viewer => {
  const { rasters, jpeg, qualities } = chainsOf(views, shape)
  const pools = createRasterPools(rasters)
  const landings = rasters.map((chain) => createLanding(chain))
  const encoders = qualities.map((quality) => createJpegEncoder(shape.width, shape.height, quality))
  const chains = [...rasters, ...(encoders.length > 0 ? [jpeg] : [])]
  let graph: Graph | undefined
  let form = ''
  let size = ''
  let resized = 0
  const graphFor = (frame: Frame): Graph => {
    const now = formOf(frame)
    if (graph !== undefined && now === form) return graph
    if (size !== '' && size !== `${frame.width}x${frame.height}`) resized++
    size = `${frame.width}x${frame.height}`
    const last = graph
    // No frame goes through one that is closed, also when FFmpeg refuses the next.
    graph = undefined
    last?.close()
    graph = createGraph(frame, chains)
    form = now
    return graph
  }
  return {
    get resized() {
      return resized
    },
    view: (frame) => {
      if (chains.length === 0) return NOTHING
      const outputs = graphFor(frame).run(frame)
      const taken = pools.take()
      taken.all.forEach((raster, n) => void landings[n]!.copy(outputs[n]!, raster))
      const full = outputs[rasters.length]
      const jpegs = full === undefined ? [] : encoders.map((encoder) => encoder.encode(full))
      for (const output of outputs) output.unref()
      return { greys: taken.greys, rgb: taken.rgb, jpegs, release: taken.release }
    },
    close: () => {
      graph?.close()
      for (const landing of landings) landing.close()
      for (const encoder of encoders) encoder.close()
    },
  }
}
