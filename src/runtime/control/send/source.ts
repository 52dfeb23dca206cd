import { inheritedEnvironment } from '../../config.ts'
import { GazeError } from '../../errors.ts'
import { nodeType } from '../../nodes/registry.ts'
import type { Frame } from '../../pipeline/item.ts'
import { valuesOf } from '../../pipeline/engine/values.ts'
import type { NodeContext, Source, SourceType } from '../../pipeline/node.ts'
import type { ParamValue } from '../../pipeline/spec.ts'
import type { Logger } from '../../service/log.ts'

export interface FrameSourceOptions {
  /** FILE, URL, `camera:N` or `test`. */
  readonly from: string
  readonly loop: boolean
  /** By the times of the source; false: as fast as they are taken. */
  readonly paced: boolean
  /** JPEG, 1-100. */
  readonly quality: number
  readonly log: Logger
  readonly signal: AbortSignal
}

/**
 * Gives each frame of the source to `take`, and waits for it; the frame ends with the call.
 * @throws GazeError FILE_NOT_FOUND, SOURCE_FAILED, USAGE.
 */
export const readFrames = async (
  options: FrameSourceOptions,
  take: (frame: Frame) => void | Promise<void>,
): Promise<void> => {
  const source = await openSource(options)
  try {
    await source.run(async ({ frame }) => {
      try {
        await take(frame)
      } finally {
        frame.release()
      }
    })
  } finally {
    await source.close()
  }
}

const openSource = async (options: FrameSourceOptions): Promise<Source> => {
  const { type: name, params } = nodeFor(options)
  const type = nodeType(name) as SourceType
  const wanted: Record<string, ParamValue> = { ...params, rate: options.paced ? 'real' : 'max', start: 'now' }
  const known = Object.fromEntries(Object.entries(wanted).filter(([key]) => key in type.params))
  const values = valuesOf({ id: name, type: name, params: known, from: [] }, type, {})
  return type.open(values as never, contextFor(options))
}

const nodeFor = ({ from, loop }: FrameSourceOptions): { type: string; params: Record<string, ParamValue> } =>
  from === 'test'
    ? { type: 'scene', params: loop ? { duration: '0s' } : {} }
    : { type: 'file', params: { path: from, loop } }

/** What a source node sees here, outside a pipeline. */
const contextFor = ({ quality, log, signal }: FrameSourceOptions): NodeContext => ({
  id: 'send',
  signal,
  log,
  mode: 'stream',
  offline: false,
  stills: false,
  stream: '',
  generation: 0,
  views: [{ kind: 'jpeg', quality }],
  opened: () => {},
  event: () => {
    throw new GazeError('INTERNAL', 'a source makes no events')
  },
  drop: () => {},
  report: () => {},
  pod: { env: inheritedEnvironment() },
  now: Date.now,
})
