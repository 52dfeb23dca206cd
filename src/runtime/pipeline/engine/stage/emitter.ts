import type { GazeEvent } from '../../../wire/event.ts'
import type { Frame, Item } from '../../item.ts'
import type { Emit } from '../../node.ts'
import { originalOf } from '../../original.ts'
import type { FrameBook } from '../measure/frame-book.ts'
import type { Meter } from '../measure/meter.ts'
import type { Outlet, Sent } from './outlet.ts'

export interface EmitterSetup {
  readonly outlet: Outlet
  readonly meter: Meter
  readonly book: FrameBook
  /** Picks the events that nobody has seen yet. */
  readonly fresh: (events: readonly GazeEvent[] | undefined) => readonly GazeEvent[]
  /** Keeps events before anybody behind sees them. */
  readonly record: ((events: readonly GazeEvent[], frame: Frame) => void | Promise<void>) | undefined
  /** Is shown the frames that this node has drawn on. */
  readonly drawn?: ((frame: Frame) => void) | undefined
  readonly complain: (error: unknown) => void
  /** Milliseconds, monotonic. */
  readonly clock: () => number
}

/** What one node emits, in order. */
export interface Emitter {
  readonly emit: Emit
  /** From here on, says whether that frame was given on, and how long the nodes behind took. */
  watch(frame: Frame): void
  gave(): boolean
  elsewhereMs(): number
  isPending(): boolean
  /** Resolves when all that was emitted has found room. */
  settled(): Promise<void>
}

export const createEmitter = (setup: EmitterSetup): Emitter => {
  const { outlet, meter, book, fresh, record, clock } = setup
  const pending = new Set<Promise<void>>()
  let tail: Promise<void> | undefined
  let elsewhere = 0
  let watched: Frame | undefined
  let gave = false

  const recordAndSend = async (item: Item, events: readonly GazeEvent[]): Promise<void> => {
    if (events.length > 0) await record?.(events, item.frame)
    await outlet.send(item)
  }
  /** Behind what was emitted before; holds the frame meanwhile. */
  const queue = (item: Item, events: readonly GazeEvent[]): Promise<void> => {
    book.retain(item.frame)
    const before = tail ?? Promise.resolve()
    let reason: string | undefined
    const step: Promise<void> = before
      .then(() => recordAndSend(item, events))
      .catch((error: unknown) => {
        reason = 'not-recorded'
        meter.drop(reason, 1)
        setup.complain(error)
        return outlet.pass(item.frame)
      })
      .finally(() => {
        book.release(item.frame, reason)
        if (tail === step) tail = undefined
      })
    tail = step
    return step
  }
  const send = (item: Item): Sent => {
    const events = fresh(item.events)
    meter.gave(item, events.length)
    const direct = tail === undefined && (events.length === 0 || record === undefined)
    return direct ? outlet.send(item) : queue(item, events)
  }
  const emit: Emit = (item) => {
    if (originalOf(item.frame) === watched) gave = true
    if (item.frame.original !== undefined) book.attach(item.frame)
    setup.drawn?.(item.frame)
    const began = clock()
    const sent = send(item)
    const waiting = clock()
    elsewhere += waiting - began
    if (sent === undefined) return undefined
    const done = sent.finally(() => {
      elsewhere += clock() - waiting
      pending.delete(done)
    })
    pending.add(done)
    return done
  }
  return {
    emit,
    watch(frame) {
      watched = originalOf(frame)
      gave = false
      elsewhere = 0
    },
    gave: () => gave,
    elsewhereMs: () => elsewhere,
    isPending: () => pending.size > 0,
    async settled() {
      while (pending.size > 0) await Promise.all(pending)
    },
  }
}
