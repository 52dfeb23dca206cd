import { messageOf } from '../errors.ts'
import type { Counts } from '../ledger/types.ts'
import { ledgerKey, type ServerLedger, type ServerLedgers } from '../records/mongodb/server-ledgers.ts'
import type { Logger } from '../service/log.ts'
import { pause } from '../service/pause.ts'
import type { LaneRecord } from './lanes/lanes.ts'

export interface LedgerKeeperOptions {
  readonly ledgers: ServerLedgers
  /** Names who counts, over restarts. */
  readonly server: () => string
  /** What it has counted, by stream. */
  readonly counted: () => Readonly<Record<string, LaneRecord>>
  /** Its counts were added up as those of a server that is gone: it counts on from 0, by another name. */
  readonly disown: () => void
  readonly log: Logger
  /** Streams are known, so that those which are no more can be told. */
  readonly synced: () => boolean
}

export interface LedgerKeeper {
  /** Writes a last time. */
  stop(): Promise<void>
}

const WRITE_MS = 1_000
/** Written so often also where nothing changes, so that others know of it. */
const BEAT_MS = 20_000
const FOLD_MS = 30_000
/** Looks at an unchanged ledger, one after the other, after which its server is gone: 10 minutes. */
const GONE_LOOKS = 20

const countsOf = ({ captured, processed, inFlight, dropped }: LaneRecord): Counts => ({
  ...{ captured, processed, inFlight, dropped: { ...dropped } },
})

/** Tells ledgers whose servers are no more: they said so, or were looked at again and again and did not change. */
export const createGoneWatch = (): ((all: readonly ServerLedger[]) => ServerLedger[]) => {
  let seen = new Map<string, { readonly beat: number; readonly looks: number }>()
  return (all) => {
    seen = new Map(
      all.map(({ server, beat }) => {
        const before = seen.get(server)
        return [server, { beat, looks: before?.beat === beat ? before.looks + 1 : 0 }]
      }),
    )
    return all.filter(({ server, clean }) => clean || (seen.get(server)?.looks ?? 0) >= GONE_LOOKS)
  }
}

/** Keeps the counters of this gaze-server with the records, and adds up those of servers that are no more. */
export const keepLedger = (options: LedgerKeeperOptions): LedgerKeeper => {
  const { ledgers, server, counted, disown, log, synced } = options
  const stopping = new AbortController()
  let written = new Map<string, string>()
  let writtenAt = Number.NEGATIVE_INFINITY
  let trouble = ''

  const current = (): Map<string, Counts> =>
    new Map(
      Object.entries(counted())
        .filter(([, { captured }]) => captured > 0)
        .map(([stream, record]) => [ledgerKey(stream, record.createdAt), countsOf(record)]),
    )

  const write = async (clean: boolean): Promise<void> => {
    const now = current()
    const texts = new Map([...now].map(([key, counts]) => [key, JSON.stringify(counts)]))
    const changed = [...now].filter(([key]) => written.get(key) !== texts.get(key))
    const removed = [...written.keys()].filter((key) => !now.has(key))
    const isFirst = writtenAt === Number.NEGATIVE_INFINITY
    const rests = changed.length === 0 && removed.length === 0 && performance.now() - writtenAt < BEAT_MS
    if (rests && !clean) return
    if (await ledgers.write(server(), { streams: Object.fromEntries(changed), removed, clean }, isFirst)) {
      written = texts
      writtenAt = performance.now()
      return
    }
    log.warn('the counters were added up as those of a gaze-server that is gone; they begin anew')
    disown()
    written = new Map()
    writtenAt = Number.NEGATIVE_INFINITY
  }

  const attempt = async (work: () => Promise<void>): Promise<boolean> => {
    try {
      await work()
      trouble = ''
      return true
    } catch (error) {
      const why = messageOf(error)
      if (why !== trouble) log.warn('the counters cannot be kept with the records', { why })
      trouble = why
      return false
    }
  }

  let findGone = createGoneWatch()
  const fold = async (): Promise<void> => {
    const others = (await ledgers.list()).filter((each) => each.server !== '' && each.server !== server())
    const kept = new Set(
      Object.entries(counted()).map(([stream, { createdAt }]) => ledgerKey(stream, createdAt)),
    )
    for (const each of findGone(others)) await ledgers.fold(each, kept)
  }

  const writing = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      if (synced()) await attempt(() => write(false))
      await pause(WRITE_MS, stopping.signal)
    }
  }
  const folding = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      // What was seen before the records were away says nothing of who writes when they are back.
      if (synced() && !(await attempt(fold))) findGone = createGoneWatch()
      await pause(synced() ? FOLD_MS : WRITE_MS, stopping.signal)
    }
  }
  const running = Promise.all([writing(), folding()])

  return {
    stop: async () => {
      stopping.abort()
      await running
      if (synced()) await attempt(() => write(true))
    },
  }
}
