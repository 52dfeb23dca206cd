import type { Detection, Grey } from '../../pipeline/item.ts'
import { createTracker, type Tracker } from '../tracking/blobs/tracker.ts'
import type { Target } from '../tracking/blobs/target.ts'
import { ABSORB, type Background, createBackground, type Region, RESTORE } from './background.ts'
import { type Blob, joinRegions } from './blobs.ts'

export interface MotionOptions {
  /** Grey levels by which something surely stands out. */
  readonly threshold: number
  /** Seconds in which the background follows. */
  readonly adapt: number
  /** Seconds for which what came in and stands still is kept out of the background. */
  readonly keep: number
  /** Smallest area, as a share of the picture. */
  readonly least: number
  /** Widest gap within one thing, as a share of the picture's height. */
  readonly gap: number
}

/** Pixels of a region that must surely stand out. */
const STRONG = 4
/** Share of its outline on which what has left had a clear edge. */
const CLEAR = 0.3
/** Clear edges in the picture, by those in the background, below which something has left. */
const LEFT = 0.4
/** What has moved this much of its own size came in by itself; anything else may be the room that changed. */
const CAME_IN = 0.5
/** A picture of which this share stands out for longer than {@link SEEN_ANEW} seconds is another view: start again. */
const ANOTHER_VIEW = 0.5
const SEEN_ANEW = 2

/**
 * Finds what moves before a still background. It follows its own findings a little, for the background's
 * sake: what came in and stands still is kept out of it. Pictures of another size start it again.
 */
export const createMotionDetector = (options: MotionOptions) => {
  let size: { width: number; height: number } | undefined
  let background: Background
  let tracker: Tracker
  let last = 0
  let whole = 0

  const start = ({ width, height }: Grey): void => {
    size = { width, height }
    background = createBackground(width, height, options)
    tracker = createTracker({ aspect: width / height, lost: 2, confirm: 0.2 })
    whole = 0
  }

  return {
    /** What moves in the picture of time `now` (seconds). */
    look(grey: Grey, now: number): Detection[] {
      if (size?.width !== grey.width || size.height !== grey.height) {
        start(grey)
        last = now
      }
      const seconds = Math.max(0, now - last)
      last = now
      const pixels = grey.width * grey.height
      const regions = background.look(grey)
      const wanted = [...regions.keys()].filter(
        (index) => regions[index]!.strong >= STRONG && !isHole(regions[index]!),
      )
      tracker.foresee(now)
      const blobs = joinRegions(
        regions,
        wanted,
        tracker.targets,
        options.gap * grey.height,
        grey.height,
      ).filter(({ area }) => area >= options.least * pixels)
      const found = blobs.map((blob) => ({ box: boxOf(blob, grey), class: 'object' }))
      const owners = tracker.update(found, now)
      const covered = regions.reduce((sum, { area }) => sum + area, 0) / pixels
      whole = covered > ANOTHER_VIEW ? whole + seconds : 0
      if (whole > SEEN_ANEW) {
        background.restart()
        whole = 0
        return []
      }
      const fates = regions.map((region) => (isHole(region) ? RESTORE : ABSORB))
      background.learn(
        seconds,
        fates,
        blobs.filter((_, index) => isKept(owners[index], now, options.keep)),
      )
      return found
    },
  }
}

/**
 * Whether it is a hole that something left which the background had taken in: then the outline shows in the
 * background and not in the picture. Of what stands before the background it shows in the picture.
 */
const isHole = ({ outline: { now, before, places } }: Region): boolean =>
  before >= CLEAR * places && now < LEFT * before

const boxOf = (blob: Blob, { width, height }: Grey) =>
  [blob.left / width, blob.top / height, blob.right / width, blob.bottom / height] as const

/** Several targets under one blob (no owner) are all known, so the blob is kept. */
const isKept = (owner: Target | undefined, now: number, keep: number): boolean =>
  !owner || isAwake(owner.partOf ?? owner, now, keep)

const isAwake = ({ id, moved, rest }: Target, now: number, keep: number): boolean =>
  id > 0 && moved >= CAME_IN && now - rest.since < keep
