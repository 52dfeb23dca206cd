import { GazeError } from '../../../errors.ts'
import { mediaChoice } from '../../../media/choice.ts'
import { createFrame } from '../../../media/frame.ts'
import { createJpegDecoder, type JpegDecoder } from '../../../media/jpeg.ts'
import type { Frame } from '../../../pipeline/item.ts'
import type { Emit, NodeContext, Source } from '../../../pipeline/node.ts'
import type { FrameHeader } from '../../../wire/ingest-protocol.ts'
import { createHoldTime } from './hold-time.ts'
import { type GivenFrame, openIngestLines } from './lines.ts'
import { createIngestReport } from './report.ts'

/** @throws GazeError SOURCE_FAILED where there is no gaze-server to ask. */
export const openIngestSource = async (
  params: { readonly queue: number | undefined },
  context: NodeContext,
): Promise<Source> => {
  const { ingest, pod } = context.pod
  if (ingest === undefined || pod === undefined)
    throw new GazeError('SOURCE_FAILED', 'ingest works only in the pod of a stream', {
      hint: 'begin the pipeline with file or scene to run it here',
    })
  const decoder = await createJpegDecoder(context.views, mediaChoice(context.pod.env.GAZE_MEDIA))
  const { signal } = context
  const waiting: GivenFrame[] = []
  let wake = (): void => {}
  /** Emitted frames by their index. */
  const emitted = new Map<number, GivenFrame>()
  const holdTime = createHoldTime(context.now)
  const report = createIngestReport(context, ingest.endpoint)
  let index = 0

  const lines = openIngestLines({
    ...ingest,
    stream: context.stream,
    pod,
    limit: () => params.queue ?? holdTime.limit(),
    onFrame: (frame) => {
      holdTime.begin(frame)
      report.frame()
      waiting.push(frame)
      wake()
    },
    onNotice: report.notice,
    onAsked: report.asked,
  })
  let left = false
  const leave = async (): Promise<void> => {
    await lines.leave()
    left = true
    wake()
  }
  const finish = (given: GivenFrame, dropped: string | undefined): void => {
    holdTime.end(given)
    given.finish(dropped)
  }
  const take = async (given: GivenFrame, emit: Emit): Promise<void> => {
    const frame = await toFrame(given, index, decoder)
    if (frame === undefined) {
      context.drop('undecodable')
      return finish(given, 'undecodable')
    }
    emitted.set(index, given)
    index += 1
    await emit({ frame })
  }

  return {
    run: async (emit) => {
      if (signal.aborted) void leave()
      else signal.addEventListener('abort', () => void leave(), { once: true })
      for (;;) {
        const given = waiting.shift()
        if (given !== undefined) await take(given, emit)
        else if (left) return
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    },
    done: (frame, dropped) => {
      const given = emitted.get(frame.index)
      if (given === undefined) return
      emitted.delete(frame.index)
      finish(given, dropped)
    },
    close: async () => {
      report.close()
      await lines.close()
      await decoder.close()
    },
  }
}

const isSize = (header: FrameHeader, width: number, height: number): boolean =>
  (header.width ?? width) === width && (header.height ?? height) === height

/** Undefined for what is no whole picture, or not the one that its header says. */
const toFrame = async (
  { header, payload }: GivenFrame,
  index: number,
  decoder: JpegDecoder,
): Promise<Frame | undefined> => {
  try {
    const { width, height, greys, rgb, release } = await decoder.decode(payload)
    // A sender may name the size as the JPEG stores it, or as its EXIF turns it.
    if (isSize(header, width, height) || isSize(header, height, width))
      return createFrame(
        { index, captureNs: BigInt(header.captureNs), width, height },
        { greys, rgb, jpeg: () => payload, picture: async () => payload, release },
      )
    release()
  } catch (error) {
    if (!(error instanceof GazeError)) throw error
  }
  return undefined
}
