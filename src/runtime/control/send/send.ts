import type { Frame } from '../../pipeline/item.ts'
import type { Wire } from '../../records/types.ts'
import type { Logger } from '../../service/log.ts'
import { pause } from '../../service/pause.ts'
import { connectSender, type SendConnection } from './connection.ts'
import { readFrames } from './source.ts'
import type { SendTarget } from './target.ts'

export interface SendOptions {
  readonly target: SendTarget
  /** FILE, URL, `camera:N` or `test`. */
  readonly from: string
  readonly loop: boolean
  /** Frames a second; undefined: by the times of the source. */
  readonly fps: number | undefined
  readonly quality: number
  readonly wire: Wire
  readonly log: Logger
  readonly signal: AbortSignal
  readonly onProgress: (report: SendReport) => void
  /** The connection has gone, or has come back. */
  readonly onConnection: (there: boolean) => void
}

/** As `gaze stream send --json` prints it. */
export interface SendReport {
  readonly sent: number
  /** Frames for which there was no room. */
  readonly skipped: number
  /** Of the pictures sent. */
  readonly bytes: number
  readonly fps: number
  readonly durationMs: number
}

/**
 * Sends the frames of a source until its end or the signal. A frame that the connection has no room for is skipped,
 * but numbered, so that the ledger of a v1 stream accounts for it.
 * @throws GazeError NOT_RUNNING, and those of {@link readFrames}.
 */
export const sendFrames = async (options: SendOptions): Promise<SendReport> => {
  const { target, wire, signal } = options
  const connection = await connectSender(target, wire, options.onConnection, signal)
  const counter = createCounter()
  const pace = options.fps === undefined ? undefined : createPace(options.fps, signal)
  const ticker = setInterval(() => options.onProgress(counter.report()), 1_000)
  try {
    await readFrames({ ...options, paced: pace === undefined }, (frame) => {
      const captureNs = pace?.captureNs() ?? frame.captureNs
      counter.count(give(connection, counter.next(), captureNs, frame, options.quality))
      return pace?.wait()
    })
  } finally {
    clearInterval(ticker)
    connection.close()
  }
  return counter.report()
}

/** The bytes sent, 0 where the frame was skipped. */
const give = (
  connection: SendConnection,
  seq: number,
  captureNs: bigint,
  frame: Frame,
  quality: number,
): number => {
  const jpeg = frame.jpeg(quality)
  const { width, height } = frame
  const header = { seq, captureNs: String(captureNs), codec: 'jpeg', width, height }
  return connection.send(header, jpeg) ? jpeg.length : 0
}

const createCounter = () => {
  const startedAt = performance.now()
  let sent = 0
  let skipped = 0
  let bytes = 0
  return {
    /** Number of the next frame. */
    next: () => sent + skipped,
    count: (size: number) => {
      if (size === 0) skipped += 1
      else sent += 1
      bytes += size
    },
    report: (): SendReport => {
      const durationMs = Math.round(performance.now() - startedAt)
      const fps = durationMs === 0 ? 0 : Math.round((sent * 10_000) / durationMs) / 10
      return { sent, skipped, bytes, fps, durationMs }
    },
  }
}

/**
 * `fps` frames a second from the first one on, whatever the times of the source are; one that was late does not
 * delay the next.
 */
const createPace = (fps: number, signal: AbortSignal) => {
  let start = 0
  let count = 0
  return {
    captureNs: () => {
      if (count === 0) start = Date.now()
      return BigInt(Math.round((start + (count * 1000) / fps) * 1e6))
    },
    wait: async () => {
      count += 1
      const ms = start + (count * 1000) / fps - Date.now()
      if (ms >= 1) await pause(ms, signal)
    },
  }
}
