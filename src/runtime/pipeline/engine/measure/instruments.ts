import type { Source } from '../../node.ts'
import type { NodeSpec } from '../../spec.ts'
import type { EngineOptions, EngineState } from '../options.ts'
import { type Complaints, createComplaints } from './complaints.ts'
import { createFrameBook, type FrameBook } from './frame-book.ts'
import { createMeter, type Meter } from './meter.ts'
import { createRate } from './rate.ts'

/** All that is counted of one run. */
export interface Instruments {
  readonly book: FrameBook
  meter(id: string): Meter
  /** Takes a failed item of that node. */
  complain(id: string): (error: unknown) => void
  /** A frame came from the source. */
  arrived(): void
  /** Who is told of each frame that everybody is through with. */
  tell(done: Source['done']): void
  state(queued: (id: string) => number): Omit<EngineState, 'opened' | 'completed'>
  /** Gives back the frames that are left, for that reason, and says what was not said yet. */
  finish(reason: string): void
}

/** `nodes`: in graph order, of known types only. `clock`: milliseconds, monotonic. */
export const createInstruments = (
  nodes: readonly NodeSpec[],
  { log, types }: Required<Pick<EngineOptions, 'log' | 'types'>>,
  now: () => number,
  clock: () => number,
): Instruments => {
  const meters = new Map<string, Meter>()
  const complaints = new Map<string, Complaints>()
  for (const { id, type } of nodes) {
    const known = types(type)
    if (known) meters.set(id, createMeter(id, known, now))
    complaints.set(id, createComplaints(log.with({ node: id }), clock))
  }
  let done: Source['done']
  let lastFrame = 0
  const rate = createRate(clock)
  const book = createFrameBook((frame, dropped) => done?.(frame, dropped))
  return {
    book,
    meter: (id) => meters.get(id)!,
    complain: (id) => (error) => complaints.get(id)?.add(error),
    arrived() {
      lastFrame = now()
      rate.add()
    },
    tell(told) {
      done = told
    },
    state: (queued) => ({
      fps: rate.perSecond(),
      lastFrameAt: lastFrame === 0 ? '' : new Date(lastFrame).toISOString(),
      nodes: [...meters].map(([id, meter]) => meter.record(queued(id))),
      ledger: book.counts(),
    }),
    finish(reason) {
      const left = book.abandon(reason)
      if (left > 0) log.warn(`${left} frames were never given back`, { frames: left })
      for (const each of complaints.values()) each.flush()
    },
  }
}
