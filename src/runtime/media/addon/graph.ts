import { GazeError } from '../../errors.ts'
import { type Chain, filtersOf } from '../chains.ts'
import { succeed } from './check.ts'
import { av } from './library.ts'

type Frame = InstanceType<typeof av.Frame>
type Filter = InstanceType<typeof av.FilterContext>

export interface Graph {
  /** Takes the frame and gives one frame a chain; they are the graph's own and valid until the next run. */
  run(frame: Frame): readonly Frame[]
  close(): void
}

const inputOf = (frame: Frame): string =>
  [
    `video_size=${frame.width}x${frame.height}`,
    `pix_fmt=${frame.format}`,
    'time_base=1/1000000',
    `colorspace=${frame.colorSpace}`,
    `range=${frame.colorRange}`,
  ].join(':')

/** Makes the filters: one source, then a way out for each chain. */
const wire = (
  graph: InstanceType<typeof av.FilterGraph>,
  like: Frame,
  chains: readonly Chain[],
): { readonly source: Filter; readonly sinks: readonly Filter[] } => {
  const add = (filter: string, args: string | null): Filter => {
    const made = graph.createFilter(av.Filter.getByName(filter)!, `f${graph.nbFilters}`, args)
    if (made === null) throw new GazeError('INTERNAL', `FFmpeg refuses the filter ${filter}=${args ?? ''}`)
    return made
  }
  const link = (from: Filter, pad: number, to: Filter): Filter => {
    succeed(from.link(pad, to, 0), 'link its filters')
    return to
  }
  const source = add('buffer', inputOf(like))
  let head = source
  if (chains.length > 1) head = link(head, 0, add('split', String(chains.length)))
  const sinks = chains.map((chain, pad) => {
    const last = filtersOf(chain).reduce(
      (from, [name, args], n) => link(from, n === 0 ? pad : 0, add(name, args)),
      head,
    )
    return link(last, 0, add('buffersink', null))
  })
  succeed(graph.configSync(), 'set up its filters')
  return { source, sinks }
}

const wired = (
  graph: InstanceType<typeof av.FilterGraph>,
  ...rest: [like: Frame, chains: readonly Chain[]]
): ReturnType<typeof wire> => {
  try {
    return wire(graph, ...rest)
  } catch (error) {
    graph.free()
    throw error
  }
}

/**
 * A filter graph for frames like this one: scaled, converted and turned for each chain.
 * @throws GazeError INTERNAL when FFmpeg refuses it
 */
export const createGraph = (like: Frame, chains: readonly Chain[]): Graph => {
  const graph = new av.FilterGraph()
  graph.alloc()
  graph.nbThreads = 1
  const { source, sinks } = wired(graph, like, chains)
  const outputs = sinks.map(() => {
    const frame = new av.Frame()
    frame.alloc()
    return frame
  })
  return {
    run: (frame) => {
      succeed(source.buffersrcAddFrameSync(frame), 'filter a frame')
      sinks.forEach((sink, n) => void succeed(sink.buffersinkGetFrameSync(outputs[n]!), 'filter a frame'))
      return outputs
    },
    close: () => {
      for (const output of outputs) output.free()
      graph.free()
    },
  }
}
