import type { Grey, View } from '../../pipeline/item.ts'
import { chainsOf } from '../chains.ts'
import { createGreyPool } from '../grey-pool.ts'
import { createGraph, type Graph } from './graph.ts'
import { createJpegEncoder } from './jpeg-encoder.ts'
import type { av } from './library.ts'

type Frame = InstanceType<typeof av.Frame>

export interface Viewed {
  readonly greys: readonly Grey[]
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

const copyGrey = (from: Frame, to: Grey): void => {
  const plane = from.data?.[0]
  const stride = from.linesize[0] ?? to.width
  if (plane === undefined) return
  for (let y = 0, at = 0; y < to.height; y++, at += stride)
    to.data.set(plane.subarray(at, at + to.width), y * to.width)
}

const shapeOf = (frame: Frame): string =>
  [frame.width, frame.height, frame.format, frame.colorRange, frame.colorSpace].join(' ')

const NOTHING: Viewed = { greys: [], jpegs: [], release: () => {} }

/** All views natively; JavaScript copies only the small picture. `width` and `height`: the shape all views keep. */
export const createViewer = (views: readonly View[], width: number, height: number, turn: string): Viewer => {
  const { greys: sizes, jpeg, qualities } = chainsOf(views, width, height)
  const pools = sizes.map((size) => createGreyPool(size.width, size.height))
  const encoders = qualities.map((quality) => createJpegEncoder(width, height, quality))
  const chains = [...sizes, ...(encoders.length > 0 ? [jpeg] : [])]
  let graph: Graph | undefined
  let shape = ''
  let size = ''
  let resized = 0
  const graphFor = (frame: Frame): Graph => {
    const now = shapeOf(frame)
    if (graph !== undefined && now === shape) return graph
    if (size !== '' && size !== `${frame.width}x${frame.height}`) resized++
    size = `${frame.width}x${frame.height}`
    const last = graph
    // No frame goes through one that is closed, also when FFmpeg refuses the next.
    graph = undefined
    last?.close()
    graph = createGraph(frame, chains, turn)
    shape = now
    return graph
  }
  return {
    get resized() {
      return resized
    },
    view: (frame) => {
      if (chains.length === 0) return NOTHING
      const outputs = graphFor(frame).run(frame)
      const greys = sizes.map((_, n) => {
        const grey = pools[n]!.take()
        copyGrey(outputs[n]!, grey)
        return grey
      })
      const full = outputs[sizes.length]
      const jpegs = full === undefined ? [] : encoders.map((encoder) => encoder.encode(full))
      for (const output of outputs) output.unref()
      return { greys, jpegs, release: () => greys.forEach((grey, n) => void pools[n]!.give(grey)) }
    },
    close: () => {
      graph?.close()
      for (const encoder of encoders) encoder.close()
    },
  }
}
