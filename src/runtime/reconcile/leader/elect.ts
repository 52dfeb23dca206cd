import { GazeError, messageOf } from '../../errors.ts'
import type { Logger } from '../../service/log.ts'
import { pause } from '../../service/pause.ts'
import { jittered } from '../../process/retry-back-off.ts'
import { type Lease, type LeaseStore, freeInMs, nextEpoch, type Sighting, sighted } from './lease.ts'

export interface ElectionTimes {
  /** For how long a lease holds without being renewed. */
  readonly durationMs: number
  readonly renewMs: number
  /** A leader that could not renew for so long stops by itself; less than the duration. */
  readonly deadlineMs: number
  readonly retryMs: number
  /** What was done as the leader has so long to end; less than the process has. */
  readonly drainMs: number
}

/** Another takes over within 11 s of the death of a leader. */
export const ELECTION_TIMES: ElectionTimes = {
  durationMs: 10_000,
  renewMs: 3_000,
  deadlineMs: 8_000,
  retryMs: 1_000,
  drainMs: 10_000,
}

export interface ElectionOptions {
  readonly store: LeaseStore
  /** Like no other process's. */
  readonly self: string
  /**
   * What only the leader does, until the signal aborts; resolves when nothing of it is under way any more. `holds` is
   * asked before each deed: a process that hung may have lost the lease without a word.
   */
  readonly lead: (epoch: number, signal: AbortSignal, holds: () => boolean) => Promise<void>
  /** Who leads, as seen from here; empty: nobody. */
  readonly changed: (leader: string) => void
  readonly log: Logger
  readonly signal: AbortSignal
  readonly times?: ElectionTimes
  readonly now?: () => number
  readonly random?: () => number
}

/** @throws GazeError TIMEOUT with that message when it takes longer; it may still happen. */
const inTime = async <T>(work: Promise<T>, ms: number, message: string): Promise<T> => {
  const over = new AbortController()
  const late = async (): Promise<never> => {
    await pause(ms, over.signal)
    throw new GazeError('TIMEOUT', message)
  }
  try {
    return await Promise.race([work, late()])
  } finally {
    over.abort()
  }
}

/**
 * Competes for the lease until the signal aborts: leads while it has it, and gives it back at the end. After the
 * algorithm of Kubernetes' own leader election (client-go, tools/leaderelection).
 * @throws GazeError TIMEOUT when the work of a reign that is over does not end: as only one may be under way, the
 * process has to end.
 */
export const elect = async (options: ElectionOptions): Promise<void> => {
  const { store, self, lead, log, signal, changed } = options
  const { times = ELECTION_TIMES, now = () => performance.now(), random } = options
  let sighting: Sighting | undefined
  let renewedAt = 0
  let trouble = ''

  const failed = (what: string, error: unknown): void => {
    const message = `${what}: ${messageOf(error)}`
    if (message !== trouble) log.warn(message)
    trouble = message
  }
  const waitFor = (lease: Lease | undefined): number => {
    sighting = sighted(sighting, lease, now())
    return freeInMs(lease, sighting, now())
  }
  const write = (lease: Lease | undefined, holder: string, epoch: number): Promise<Lease | undefined> =>
    store.write({ holder, epoch, durationMs: times.durationMs }, lease)

  /** Renews until the lease is lost, or `over` aborts; gives it as it was last written, undefined when it is lost. */
  const keep = async (held: Lease, over: AbortSignal): Promise<Lease | undefined> => {
    let last = held
    for (let wait = times.renewMs; ; ) {
      await pause(wait, over)
      if (over.aborted) return last
      try {
        const askedAt = now()
        const left = times.deadlineMs - (now() - renewedAt)
        // One that is late does no harm to a lease of one's own.
        const next = await inTime(write(last, self, last.epoch), left, 'the cluster does not answer in time')
        if (next === undefined) return undefined
        last = next
        // Others count from the moment of the write, which may be long before its answer.
        renewedAt = askedAt
        trouble = ''
        wait = times.renewMs
      } catch (error) {
        failed('the lease cannot be renewed', error)
        wait = times.retryMs
      }
      if (now() - renewedAt > times.deadlineMs) return undefined
    }
  }

  const reign = async (held: Lease): Promise<void> => {
    log.info('leads', { epoch: held.epoch })
    changed(self)
    const stop = new AbortController()
    const over = AbortSignal.any([signal, stop.signal])
    const holds = (): boolean => now() - renewedAt <= times.deadlineMs
    // Work that fails is no reason to hold others off.
    const work = lead(held.epoch, stop.signal, holds)
      .catch((error: unknown) => failed('cannot lead', error))
      .finally(() => stop.abort())
    const last = await keep(held, over)
    stop.abort()
    await inTime(work, times.drainMs, `The work as the leader has not ended within ${times.drainMs} ms`)
    log.info('leads no more', { epoch: held.epoch, lost: last === undefined })
    changed('')
    if (last === undefined) return
    await write(last, '', last.epoch).catch((error: unknown) =>
      failed('the lease cannot be given back', error),
    )
  }

  /** Takes the lease if it is free now. */
  const attempt = async (): Promise<Lease | undefined> => {
    try {
      const lease = await store.read()
      if (waitFor(lease) > 0) return undefined
      const askedAt = now()
      const held = await write(lease, self, nextEpoch(lease, Date.now()))
      if (held !== undefined) renewedAt = askedAt
      return held
    } catch (error) {
      failed('the lease cannot be had', error)
      return undefined
    }
  }

  while (!signal.aborted) {
    const seen = store.seen()
    if (seen !== undefined) changed(seen.holder)
    const wait = waitFor(seen)
    if (wait > 0) {
      await store.changed(wait, signal)
      continue
    }
    const held = await attempt()
    if (held !== undefined) await reign(held)
    await pause(jittered(times.retryMs, random), signal)
  }
}
