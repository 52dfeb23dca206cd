import type { FrameInfo, Overlay } from '../../pipeline/item.ts'
import type { Node, NodeContext } from '../../pipeline/node.ts'
import type { GazeEvent } from '../../wire/event.ts'
import { described } from '../described.ts'
import { createZoneCounter, type ZoneChange, type ZoneCounterOptions } from './zone-counter.ts'

export interface ZoneParams extends ZoneCounterOptions {
  readonly name: string
  /** Milliseconds between two events gaze.count; undefined for none. */
  readonly every: number | undefined
}

/** True once for each period that has begun since the first frame; one that no frame was in is left out. */
const createPeriod = (every: number | undefined): ((now: bigint) => boolean) => {
  let due: bigint | undefined
  return (now) => {
    if (every === undefined) return false
    const period = BigInt(Math.round(every * 1e6))
    const begun = due !== undefined && now >= due
    if (due === undefined) due = now + period
    else if (begun) due += ((now - due) / period + 1n) * period
    return begun
  }
}

const byClass = (classes: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const one of [...classes].sort()) counts[one] = (counts[one] ?? 0) + 1
  return counts
}

export const openZone = (params: ZoneParams, context: NodeContext): Node => {
  const { name, polygon } = params
  const counter = createZoneCounter(params)
  const isDue = createPeriod(params.every)
  const totals = { entered: 0, left: 0 }

  const changed = (frame: FrameInfo, { kind, track, dwellMs, lost }: ZoneChange): GazeEvent => {
    if (kind !== 'dwelt') totals[kind]++
    return context.event(`gaze.zone.${kind}`, frame, {
      zone: name,
      ...described(track),
      ...(kind === 'entered' ? {} : { dwellMs }),
      ...(kind === 'left' ? { lost } : {}),
      occupancy: totals.entered - totals.left,
      totals: { ...totals },
    })
  }
  const counted = (frame: FrameInfo): GazeEvent => {
    const classes = counter.inside().map((track) => track.class)
    return context.event('gaze.count', frame, {
      zone: name,
      occupancy: classes.length,
      classes: byClass(classes),
      totals: { ...totals },
    })
  }
  return {
    process(item, emit) {
      const { frame, tracks = [], awaited, events = [], overlays = [] } = item
      const changes = counter.look(tracks, frame.captureNs, frame.width / frame.height, awaited)
      const made = changes.map((change) => changed(frame, change))
      if (isDue(frame.captureNs)) made.push(counted(frame))
      const overlay: Overlay = { kind: 'zone', name, polygon, occupancy: totals.entered - totals.left }
      return emit({
        ...item,
        ...(made.length > 0 && { events: [...events, ...made] }),
        overlays: [...overlays, overlay],
      })
    },
    close() {},
  }
}
