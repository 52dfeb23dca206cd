import { messageOf } from '../../../errors.ts'
import type { Logger } from '../../../service/log.ts'
import { pause } from '../../../service/pause.ts'
import { createRetryBackOff } from '../../../process/retry-back-off.ts'
import { type LogSession, type LogTroubles, openLogSession } from '../log/log-session.ts'
import type { Fault, Sink } from '../sink.ts'
import { createCondition, type SinkState } from '../sink-state.ts'
import { bytesOf } from './batch-size.ts'
import { byAge, claimLeftovers, type Left, leftOf } from './leftovers.ts'
import { createLogSender } from './log-sender.ts'

export interface DeliveryOptions {
  readonly url: string
  /** Names the target; part of the names of files beside the log. */
  readonly id: string
  readonly sink: Sink
  /** The pod's own log. */
  readonly dir: string
  /** The offset behind the last event of the pod's own log. */
  readonly endOffset: () => number
  readonly log: Logger
  /** The log goes with the pod, so that what it has not sent is lost. */
  readonly isLast: boolean
  readonly random?: () => number
}

export interface Delivery {
  state(): SinkState
  /**
   * Sends what is there, until all is sent or `deadline` aborts; where others can send it, also until the target does
   * not take it. What is left is counted in the pod's log.
   */
  drain(deadline: AbortSignal): Promise<void>
}

const POLL_MS = 100
/** When the disk fails. */
const RETRY = { firstMs: 250, mostMs: 5_000 }
/** Fewer bytes than this are worth a short wait, so that more go at once. */
const SMALL_BYTES = 64 * 1024
const GATHER_MS = 25
const LOOK_FOR_LEFTOVERS_MS = 5_000

const BUSY: Fault = {
  kind: 'away',
  message: 'another pod sends what this one left before its restart',
  waitsFor: 'the pod that sends what this one left',
}

/**
 * Sends the events of the pod's log to one sink, and before them those that earlier pods of the stream left unsent.
 * An offset moves when the target has acknowledged; nothing waits in memory but two pieces of the log.
 */
export const startDelivery = (options: DeliveryOptions): Delivery => {
  const { url, id, sink, dir, log, isLast, random } = options
  const condition = createCondition(() => new Date())
  const ending = new AbortController()
  const deadline = new AbortController()
  const sender = createLogSender({
    ...{ sink, condition, log, random, isLast, ending: ending.signal, deadline: deadline.signal },
  })
  const begunAt = options.endOffset()
  let own: LogSession | undefined
  let left: readonly Left[] = []

  const tell: LogTroubles = {
    failed: (error) => log.error('the sink cannot note how far it is', { why: messageOf(error) }),
    lost: (count) => {
      log.warn('events were lost: they went from the full log before they could be sent', { count })
      condition.noted(`${count} events were lost: they went from the full log before they could be sent`)
    },
  }

  /** Waits while another pod finishes what this one left when it died. */
  const openOwn = async (): Promise<LogSession | undefined> => {
    for (;;) {
      const session = openLogSession(dir, id, tell)
      if (session !== undefined || ending.signal.aborted) return session
      condition.blocked(BUSY)
      await pause(POLL_MS, ending.signal)
    }
  }

  /** Sends what is in these logs, the earliest first. False when the pod's end comes before. */
  const finish = async (found: readonly Left[], mine?: LogSession): Promise<boolean> => {
    left = [...found].sort(byAge)
    try {
      for (const { session } of left) {
        if (!(await sender.catchUp(session, session === mine ? begunAt : undefined))) return false
        if (session !== mine) session.offsets.save({ finished: true })
      }
      return true
    } finally {
      left = []
      await Promise.all(found.map(({ session }) => (session === mine ? undefined : session.close())))
    }
  }

  const follow = async (session: LogSession): Promise<void> => {
    const mine = await leftOf(session)
    if (!(await finish([mine, ...(await claimLeftovers(dir, id, tell))], session))) return
    let lookAt = Date.now() + LOOK_FOR_LEFTOVERS_MS
    for (;;) {
      // Asked before reading: what came until then is read.
      const last = ending.signal.aborted
      if (!last && Date.now() > lookAt) {
        if (!(await finish(await claimLeftovers(dir, id, tell)))) return
        lookAt = Date.now() + LOOK_FOR_LEFTOVERS_MS
      }
      const events = await session.next()
      if (events.length === 0 && last) return session.offsets.save({ finished: true })
      if (!(await sender.send(session, events))) return
      const pauseMs = events.length === 0 ? POLL_MS : bytesOf(events) < SMALL_BYTES ? GATHER_MS : 0
      if (pauseMs > 0) await pause(pauseMs, ending.signal)
    }
  }

  const once = async (): Promise<void> => {
    own = await openOwn()
    if (own === undefined) return
    condition.free()
    try {
      await follow(own)
    } finally {
      await own.close()
    }
  }

  /** What goes wrong here is the disk's: it is tried again, too. */
  const run = async (): Promise<void> => {
    const backOff = createRetryBackOff({ ...RETRY, random })
    for (;;) {
      try {
        return await once()
      } catch (error) {
        const message = `the event log cannot be read: ${messageOf(error)}`
        log.error('the sink stands still', { why: message })
        condition.blocked({ kind: 'away', message, waitsFor: 'a disk that can be read and written' })
        if (ending.signal.aborted) return
        await pause(backOff.next(), ending.signal)
      }
    }
  }
  const running = run().finally(sink.close)

  const state = (): SinkState => {
    const { offset = 0, sent = 0, lost = 0, skipped = {} } = own?.offsets.progress() ?? {}
    const others = left.filter(({ session }) => session !== own)
    const behind = others.reduce((sum, { session, end }) => sum + end - session.offsets.progress().offset, 0)
    const now = condition.now()
    return {
      url,
      state: now.waitsFor !== '' ? 'blocked' : sent === 0 ? 'idle' : 'ok',
      offset,
      lag: Math.max(0, options.endOffset() - offset) + Math.max(0, behind),
      ...{ sent, lost, skipped },
      ...now,
    }
  }
  const drain = async (limit: AbortSignal): Promise<void> => {
    const stop = (): void => deadline.abort()
    if (limit.aborted) stop()
    limit.addEventListener('abort', stop, { once: true })
    ending.abort()
    await running
    const { lag, lastError } = state()
    if (lag === 0) return
    const told = { count: lag, why: lastError }
    if (isLast) log.error('events were not sent in time: they are lost with the pod', told)
    else log.warn('events were not sent in time: they are left to the next pod', told)
  }
  return { state, drain }
}
