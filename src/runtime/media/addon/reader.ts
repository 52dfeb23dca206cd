import * as constants from 'node-av/constants'
import { nothingDecoded, silence } from '../source/failures.ts'
import type { Target } from '../source/protocols.ts'
import { createTimeline } from '../source/timeline.ts'
import { PICTURE_QUALITY } from '../views.ts'
import {
  isExact,
  type OpenOptions,
  type Picture,
  SILENCE_MS,
  type VideoFaults,
  type VideoReader,
} from '../types.ts'
import { reasonOf } from './check.ts'
import { openDecoder } from './decoder.ts'
import { openDemuxer } from './demux.ts'
import { describe, turnOf } from './describe.ts'
import { AGAIN, av } from './library.ts'
import { createPictureKeeper } from './picture-keeper.ts'
import { createViewer } from './viewer.ts'

/** Errors in a row after which the decoder is given new data. */
const MOST_ERRORS = 64

/** Reads with FFmpeg's synchronous calls: the only ones that keep frame threads busy without the libuv pool. */
export const open = async (target: Target, options: OpenOptions): Promise<VideoReader> => {
  const demuxer = await openDemuxer(target, options)
  const info = describe(demuxer)
  const decoder = openDecoder(demuxer, target, options.threads ?? 2)
  const silenceMs = options.silenceMs ?? SILENCE_MS
  const shape = { ...info, turn: turnOf(demuxer), exact: isExact(info) }
  const viewer = createViewer(options.views, shape)
  const keeper = options.pictures ? createPictureKeeper(shape, PICTURE_QUALITY) : undefined
  const timeline = createTimeline(demuxer.stream.timeBase, info.fps)
  const faults: VideoFaults = { undecodable: 0, patched: 0, resized: 0, broken: '' }
  const packet = new av.Packet()
  packet.alloc()
  const frame = new av.Frame()
  frame.alloc()
  let index = 0
  let ended = false
  let closed = false

  const picture = (): Picture => {
    if (frame.decodeErrorFlags !== 0) faults.patched++
    const pts = frame.bestEffortTimestamp
    const ptsNs = timeline(pts === constants.AV_NOPTS_VALUE ? undefined : pts)
    const kept = keeper?.keep(frame)
    const viewed = viewer.view(frame)
    frame.unref()
    faults.resized = viewer.resized
    const shown = { index: index++, ptsNs, ...viewed }
    if (kept === undefined) return shown
    const release = (): void => {
      kept.release()
      viewed.release()
    }
    return { ...shown, late: kept.jpeg, release }
  }
  /** A decoded frame is waiting in `frame`. */
  const decoded = (): boolean => {
    for (let tries = 0; tries < MOST_ERRORS; tries++) {
      const code = decoder.receiveFrameSync(frame)
      if (code >= 0) return true
      if (code === AGAIN || code === constants.AVERROR_EOF) return false
      faults.undecodable++
    }
    return false
  }
  /** Gives the decoder what `readFrame` has left in `packet`. */
  const feed = (code: number): void => {
    if (code < 0) {
      ended = true
      if (code !== constants.AVERROR_EOF) faults.broken ||= reasonOf(code)
      decoder.sendPacketSync(null)
      return
    }
    if (packet.streamIndex === demuxer.stream.index && decoder.sendPacketSync(packet) < 0)
      faults.undecodable++
    packet.unref()
  }
  const finish = (): undefined => {
    if (index === 0) throw nothingDecoded(target, faults.broken || 'its data is damaged')
    return undefined
  }
  const nextLocal = (): Picture | undefined => {
    for (;;) {
      if (decoded()) return picture()
      if (ended) return finish()
      feed(demuxer.format.readFrameSync(packet))
    }
  }
  const interrupt = (): void => demuxer.format.interrupt()
  /** Bytes alone do not count: what gives no picture for that long is given up, too. */
  const nextRemote = async (): Promise<Picture | undefined> => {
    const late = setTimeout(() => {
      faults.broken ||= silence(silenceMs)
      ended = true
      interrupt()
    }, silenceMs)
    try {
      for (;;) {
        if (decoded()) return picture()
        if (ended) return finish()
        feed(await demuxer.format.readFrame(packet))
        options.signal?.throwIfAborted()
      }
    } finally {
      clearTimeout(late)
    }
  }
  if (!target.local) options.signal?.addEventListener('abort', interrupt, { once: true })
  return {
    info,
    faults,
    next: target.local ? nextLocal : nextRemote,
    close: async () => {
      if (closed) return
      closed = true
      options.signal?.removeEventListener('abort', interrupt)
      viewer.close()
      keeper?.close()
      frame.free()
      packet.free()
      decoder.freeContext()
      demuxer.close()
    },
  }
}
