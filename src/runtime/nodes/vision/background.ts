import type { Grey } from '../../pipeline/item.ts'
import { layOut } from './planes.ts'
import { BINS, fitTone } from './tone.ts'

export interface BackgroundOptions {
  /** Grey levels by which something surely stands out; half of it is enough beside what surely does. */
  readonly threshold: number
  /** Seconds in which the background follows what it sees. */
  readonly adapt: number
}

/** In pixels; right and bottom are behind the last. */
export interface PixelBox {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** A connected region that stands out. */
export interface Region extends PixelBox {
  readonly area: number
  /** How many of its pixels surely stand out. */
  readonly strong: number
  /** Places of its outline that were looked at, and at how many the picture, or the background, has the clearer edge. */
  readonly outline: { readonly places: number; readonly now: number; readonly before: number }
}

/** What becomes of a region's pixels in the background: absorbed slowly, or at once. */
export const ABSORB = 1
export const RESTORE = 2
export type Fate = typeof ABSORB | typeof RESTORE
const PROTECT = 3

export interface Background {
  /** The regions of the picture that stand out. Call {@link Background.learn} before the next picture. */
  look(grey: Grey): readonly Region[]
  /**
   * Lets the background follow by `seconds`. `fates` says what becomes of each region; nothing within the
   * boxes in `kept` gets into the background.
   */
  learn(seconds: number, fates: readonly Fate[], kept: readonly PixelBox[]): void
  /** Takes the picture of the last look as the background. */
  restart(): void
}

/** Grey levels are hundredths inside. */
const LEVEL = 100
const FIRST_SPREAD = 2 * LEVEL
const MAX_SPREAD = 40 * LEVEL
/** Deviations of a pixel's noise that do not stand out yet. */
const NOISE_FACTOR = 3
/** What stands out is absorbed this many times slower than what does not. */
const SLOWER = 5
/** What light does changes more softly than by this over four pixels. */
const SLOPE = 8 * LEVEL
/** Pixels around a region that share its fate: its soft edge. */
const MARGIN = 2

/** A background of mean and spread for each pixel, in the light of the day; see docs/accuracy.md. */
export const createBackground = (
  width: number,
  height: number,
  { threshold, adapt }: BackgroundOptions,
): Background => {
  const p = layOut(width, height)
  const k = p.kernels
  const bytes = new Uint8Array(k.memory.buffer)
  const list = new Int32Array(k.memory.buffer, p.list, 8 * p.maxRuns)
  const outlines = new Int32Array(k.memory.buffer, p.outlines, 3 * p.maxRuns)
  const counts = new Int32Array(k.memory.buffer, p.counts, 4)
  const histogram = new Uint32Array(k.memory.buffer, p.histogram, BINS * 512)
  const tone = new Int16Array(k.memory.buffer, p.tone, 32)
  let looks = 0

  const restart = (): void => {
    bytes.copyWithin(p.background, p.picture, p.picture + 2 * p.count)
    bytes.copyWithin(p.expected, p.picture, p.picture + 2 * p.count)
    new Int16Array(k.memory.buffer, p.spread, p.count).fill(FIRST_SPREAD)
    bytes.fill(0, p.low, p.low + p.count)
    bytes.fill(0, p.kept, p.kept + p.count)
    looks = 1
  }

  return {
    restart,
    look(grey) {
      put(grey, bytes, p.source, p.stride)
      k.blur(p.source, p.padded, p.sums, p.picture, p.stride, p.height)
      if (looks++ === 0) restart()
      k.toneHistogram(p.picture, p.background, p.low, p.kept, p.histogram, p.stride, p.height, looks & 1)
      fitTone(histogram, tone)
      const floor = Math.round((threshold / 2) * LEVEL)
      const factor = (NOISE_FACTOR / 4) * 32_768
      k.difference(
        p.picture,
        p.background,
        p.spread,
        p.tone,
        p.expected,
        p.low,
        p.high,
        p.count,
        floor,
        factor,
      )
      k.soften(
        p.picture,
        p.expected,
        p.low,
        p.differences + 16,
        p.stride,
        p.height,
        2 * threshold * LEVEL,
        SLOPE,
      )
      k.erode(p.low, p.spare, p.line, p.stride, p.height)
      k.dilate(p.spare, p.mask, p.line, p.stride, p.height)
      k.dilate(p.mask, p.spare, p.line, p.stride, p.height)
      k.erode(p.spare, p.mask, p.line, p.stride, p.height)
      const found = k.components(p.mask, p.high, p.runs, p.maxRuns, p.list, p.counts, p.stride, p.height)
      k.outlines(p.runs, counts[0]!, found, p.picture, p.expected, p.outlines, p.stride)
      return Array.from({ length: found }, (_, index) => regionAt(list, outlines, index, width))
    },
    learn(seconds, fates, kept) {
      for (const [index, fate] of fates.entries()) bytes[p.values + index] = fate
      k.paint(p.runs, counts[0]!, p.values, p.kept, p.stride, p.height, MARGIN)
      for (const { left, top, right, bottom } of kept) {
        k.paintBox(p.kept, p.stride, left, top, right, bottom, PROTECT)
      }
      // Young backgrounds follow faster: the mean of what was seen so far.
      const follow = Math.max(1 - Math.exp(-seconds / adapt), 1 / (looks + 1))
      const absorb = 1 - Math.exp(-seconds / (SLOWER * adapt))
      k.update(
        p.picture,
        p.background,
        p.spread,
        p.expected,
        p.low,
        p.kept,
        p.count,
        q15(follow),
        q15(absorb),
        q15(1),
        q15(follow),
        MAX_SPREAD,
      )
    },
  }
}

const q15 = (share: number): number => Math.min(32_767, Math.round(share * 32_768))

/** Copies the picture in; where rows are longer there, their last pixel repeats. */
const put = ({ width, height, data }: Grey, bytes: Uint8Array, at: number, stride: number): void => {
  if (width === stride) {
    bytes.set(data.subarray(0, width * height), at)
    return
  }
  for (let y = 0; y < height; y++) {
    const row = at + y * stride
    bytes.set(data.subarray(y * width, (y + 1) * width), row)
    bytes.fill(data[(y + 1) * width - 1]!, row + width, row + stride)
  }
}

const regionAt = (list: Int32Array, outlines: Int32Array, index: number, width: number): Region => ({
  left: list[index * 8]!,
  top: list[index * 8 + 1]!,
  right: Math.min(list[index * 8 + 2]!, width),
  bottom: list[index * 8 + 3]!,
  area: list[index * 8 + 4]!,
  strong: list[index * 8 + 5]!,
  outline: { now: outlines[index * 3]!, before: outlines[index * 3 + 1]!, places: outlines[index * 3 + 2]! },
})
