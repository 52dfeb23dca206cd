import { GazeError } from '../../errors.ts'
import { mediaChoice } from '../../media/choice.ts'
import { createFrame } from '../../media/frame.ts'
import { createJpegDecoder, type JpegDecoder } from '../../media/jpeg.ts'
import type { Frame } from '../../pipeline/item.ts'
import type { Emit, NodeContext, Source } from '../../pipeline/node.ts'
import { createHoldTime } from './hold-time.ts'
import { type GivenFrame, openIngestLine } from './ingest-line.ts'
import { createIngestReport } from './ingest-report.ts'

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
  signal.addEventListener('abort', () => wake(), { once: true })
  /** Ids of emitted frames by their index. */
  const ids = new Map<number, number>()
  const holdTime = createHoldTime(context.now)
  const report = createIngestReport(context, ingest.endpoint)
  let index = 0

  const line = openIngestLine({
    ...ingest,
    stream: context.stream,
    pod,
    limit: () => params.queue ?? holdTime.limit(),
    onFrame: (frame) => {
      holdTime.begin(frame.header.id)
      report.frame()
      waiting.push(frame)
      wake()
    },
    onNotice: report.notice,
    onAsked: report.asked,
  })
  const finish = (id: number, dropped: string | undefined): void => {
    holdTime.end(id)
    line.done(id, dropped)
  }
  const take = async (given: GivenFrame, emit: Emit): Promise<void> => {
    const frame = await toFrame(given, index, decoder)
    if (frame === undefined) {
      context.drop('undecodable')
      return finish(given.header.id, 'undecodable')
    }
    ids.set(index, given.header.id)
    index += 1
    await emit({ frame })
  }

  return {
    run: async (emit) => {
      while (!signal.aborted) {
        const given = waiting.shift()
        if (given !== undefined) await take(given, emit)
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    },
    done: (frame, dropped) => {
      const id = ids.get(frame.index)
      if (id === undefined) return
      ids.delete(frame.index)
      finish(id, dropped)
    },
    close: async () => {
      report.close()
      await line.close()
      await decoder.close()
    },
  }
}

/** Undefined for what is no whole picture, or not the one that its header says. */
const toFrame = async (
  { header, payload }: GivenFrame,
  index: number,
  decoder: JpegDecoder,
): Promise<Frame | undefined> => {
  try {
    const { width, height, greys, release } = await decoder.decode(payload)
    if ((header.width ?? width) === width && (header.height ?? height) === height)
      return createFrame(
        { index, captureNs: BigInt(header.captureNs), width, height },
        { greys, jpeg: () => payload, picture: async () => payload, release },
      )
    release()
  } catch (error) {
    if (!(error instanceof GazeError)) throw error
  }
  return undefined
}
