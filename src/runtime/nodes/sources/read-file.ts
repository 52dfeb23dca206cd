import { mediaChoice } from '../../media/choice.ts'
import { createFrame } from '../../media/frame.ts'
import { openVideo } from '../../media/open-video.ts'
import { brokeOff } from '../../media/source/failures.ts'
import { targetOf } from '../../media/source/protocols.ts'
import { jpegQualities } from '../../media/views.ts'
import type { VideoReader } from '../../media/types.ts'
import type { Emit, NodeContext, Source } from '../../pipeline/node.ts'
import { watchFaults } from './file-faults.ts'
import { createPace, type Rate, rateOf } from './pace.ts'
import { startNs } from './start-time.ts'

export interface FileParams {
  readonly path: string
  readonly rate: Rate
  readonly loop: boolean
  readonly start: string | undefined
  readonly threads: number
  /** Milliseconds. */
  readonly silence: number
}

const createFileSource = (params: FileParams, context: NodeContext, first: VideoReader): Source => {
  const pace = createPace(rateOf(params.rate, context.mode), context.signal)
  const qualities = jpegQualities(context.views)
  const begin = startNs({
    start: params.start,
    mode: context.mode,
    creationTime: first.info.creationTime,
    now: context.now(),
  })
  const target = targetOf(params.path)
  const asksAgain = context.mode === 'stream' && !target.local
  let reader = first
  let index = 0

  /** Emits one round of the file from `fromNs` on, and gives the time at which the next would begin. */
  const round = async (emit: Emit, fromNs: bigint): Promise<bigint> => {
    const { info } = reader
    const faults = watchFaults(context, params.path)
    let lastNs = 0n
    while (!context.signal.aborted) {
      const given = reader.next()
      const picture = given instanceof Promise ? await given : given
      faults.look(reader.faults)
      if (picture === undefined) {
        const broken = reader.faults.broken || (info.endless ? 'the server ended the connection' : '')
        // A stream asks again for what is not of this machine; a run has had all that it gets.
        if (asksAgain && broken !== '') throw brokeOff(target, broken)
        faults.end(reader.faults, info, lastNs)
        break
      }
      lastNs = picture.ptsNs
      const { late } = picture
      const waiting = pace(fromNs + lastNs)
      if (waiting !== undefined) await waiting
      const frame = createFrame(
        { index: index++, captureNs: begin + fromNs + lastNs, width: info.width, height: info.height },
        {
          greys: picture.greys,
          rgb: picture.rgb,
          jpeg: (quality) => picture.jpegs[qualities.indexOf(quality)],
          ...(late && { picture: async () => late() }),
          release: picture.release,
        },
      )
      const room = emit({ frame })
      if (room !== undefined) await room
    }
    return fromNs + lastNs + BigInt(Math.round(1e9 / (info.fps || 25)))
  }
  return {
    run: async (emit) => {
      try {
        let fromNs = await round(emit, 0n)
        while (params.loop && !context.signal.aborted) {
          await reader.close()
          reader = await openFile(params, context)
          fromNs = await round(emit, fromNs)
        }
      } catch (error) {
        if (!context.signal.aborted) throw error
      }
    },
    close: () => reader.close(),
  }
}

const openFile = (params: FileParams, context: NodeContext): Promise<VideoReader> =>
  openVideo(params.path, {
    views: context.views,
    pictures: context.pictures === true,
    threads: params.threads,
    signal: context.signal,
    silenceMs: params.silence,
    media: mediaChoice(context.pod.env.GAZE_MEDIA),
  })

export const openFileSource = async (params: FileParams, context: NodeContext): Promise<Source> => {
  const reader = await openFile(params, context)
  const { width, height, fps } = reader.info
  context.opened({ width, height, fps })
  return createFileSource(params, context, reader)
}
