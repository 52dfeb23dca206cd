import { once } from 'node:events'
import type { Readable } from 'node:stream'
import type { View } from '../../pipeline/item.ts'
import { chainsOf } from '../chains.ts'
import { jpegQualities, PICTURE_QUALITY } from '../views.ts'
import { nothingDecoded, silence } from '../source/failures.ts'
import { createRasterPools } from '../raster-pool.ts'
import type { Target } from '../source/protocols.ts'
import { createTimeline } from '../source/timeline.ts'
import {
  isExact,
  type OpenOptions,
  type Picture,
  SILENCE_MS,
  type VideoFaults,
  type VideoReader,
} from '../types.ts'
import { decodeArguments } from './arguments.ts'
import { createByteReaders } from './byte-reader.ts'
import { createMessages } from './messages.ts'
import { readJpeg } from './mpjpeg.ts'
import { probe } from './probe.ts'
import { lastLine, start } from './run.ts'

/** Nothing of a picture stays behind in another process, so that one that may be asked for is made of each. */
const viewsOf = ({ views, pictures }: OpenOptions): readonly View[] =>
  pictures === true ? [...views, { kind: 'jpeg', quality: PICTURE_QUALITY }] : views

/** Reads with the `ffmpeg` executable: the same pictures as the add-on, through pipes. */
export const open = async (target: Target, options: OpenOptions): Promise<VideoReader> => {
  const probed = await probe(target, options)
  const { info } = probed
  const wanted = viewsOf(options)
  const seen: readonly View[] = wanted.length > 0 ? wanted : [{ kind: 'grey', width: 16 }]
  const chains = chainsOf(seen, { ...info, turn: probed.turn, exact: isExact(info) })
  const asked = jpegQualities(options.views)
  const pools = createRasterPools(chains.rasters)
  const count = chains.rasters.length + chains.qualities.length
  const child = await start('ffmpeg', decodeArguments(target, probed, chains, options.threads ?? 2), {
    stdio: ['ignore', 'ignore', 'pipe', ...Array.from({ length: count }, () => 'pipe' as const)],
  })
  const exited = once(child, 'close')
  const stop = (): void => void child.kill('SIGKILL')
  options.signal?.addEventListener('abort', stop, { once: true })
  const [stderr, ...outputs] = createByteReaders(child.stdio.slice(2) as Readable[])
  const messages = createMessages(stderr!)
  const faults: VideoFaults = { undecodable: 0, patched: 0, resized: 0, broken: '' }
  let timeline: ReturnType<typeof createTimeline> | undefined
  let size = ''
  let index = 0

  const end = async (): Promise<undefined> => {
    const [code, signal] = (await exited) as [number | null, string | null]
    options.signal?.throwIfAborted()
    faults.undecodable = messages.complaints
    faults.patched = messages.patched
    faults.broken ||= messages.broken
    if (code !== 0) faults.broken ||= lastLine(messages.last) || `ffmpeg ended with ${signal ?? code}`
    if (index === 0) throw nothingDecoded(target, faults.broken || lastLine(messages.last))
    return undefined
  }
  const silenceMs = options.silenceMs ?? SILENCE_MS
  const nextMessage = async (): ReturnType<typeof messages.next> => {
    if (target.local) return messages.next()
    const late = setTimeout(() => {
      faults.broken = silence(silenceMs)
      stop()
    }, silenceMs)
    const message = await messages.next()
    clearTimeout(late)
    return message
  }
  const next = async (): Promise<Picture | undefined> => {
    const message = await nextMessage()
    if (message === undefined) return end()
    timeline ??= createTimeline(message.base, info.fps)
    if (size !== '' && size !== message.shown.size) faults.resized++
    size = message.shown.size
    faults.undecodable = messages.complaints
    faults.patched = messages.patched
    const { all, greys, rgb, release } = pools.take()
    const filled = await Promise.all(all.map((raster, n) => outputs[n]!.fill(raster.data)))
    const jpegs = await Promise.all(outputs.slice(all.length).map(readJpeg))
    if (filled.includes(false) || jpegs.includes(undefined)) return end()
    const byQuality = new Map(chains.qualities.map((quality, n) => [quality, jpegs[n]!]))
    return {
      index: index++,
      ptsNs: timeline(message.shown.pts),
      greys: options.views.some((view) => view.kind === 'grey') ? greys : [],
      rgb,
      jpegs: asked.map((quality) => byQuality.get(quality)!),
      ...(options.pictures && { late: () => byQuality.get(PICTURE_QUALITY) }),
      release,
    }
  }
  return {
    info,
    faults,
    next,
    close: async () => {
      options.signal?.removeEventListener('abort', stop)
      stop()
      await exited
    },
  }
}
