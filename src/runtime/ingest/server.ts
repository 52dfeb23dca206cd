import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readCheckpoint, startCheckpoint } from '../ledger/checkpoint.ts'
import { restartTally } from '../ledger/tally.ts'
import type { MongoRecords } from '../records/mongodb.ts'
import type { Records } from '../records/store.ts'
import type { Logger } from '../service/log.ts'
import { stateDir } from '../state-dir.ts'
import { type IngestCheckpoint, parseCheckpoint } from './checkpoint-file.ts'
import { watchCutConnections } from './senders/cut-connections.ts'
import { followRecords } from './follow-records.ts'
import { keepLedger } from './keep-ledger.ts'
import { streamState } from './ingest-state.ts'
import { createIntake } from './senders/intake.ts'
import { clearQueue, expireUnclaimed, markSecond, removeTaker } from './lanes/lane.ts'
import { createLanes, type Lanes } from './lanes/lanes.ts'
import { MAX_MESSAGE_BYTES } from '../wire/ingest-protocol.ts'
import { createPodDesk } from './pods/pod-desk.ts'
import { type Outcome, receiveAll } from '../wire/receive.ts'
import { createRoutes } from './routes.ts'
import type { IngestConfig } from './read-settings.ts'
import type { IngestPorts } from './settings.ts'
import { openSockets } from './sockets.ts'
import type { IngestState } from './state.ts'
import { createMinorGc } from '../process/minor-gc.ts'
import { createStrays } from './senders/strays.ts'
import { createV0Pods } from './pods/v0-pods.ts'

export interface IngestServer {
  readonly ports: Omit<IngestPorts, 'http'>
  state(): Omit<IngestState, 'ports'>
  /** Why the records cannot be followed, or empty. */
  trouble(): string
  /** Takes no more frames, lets pods finish what they have until the deadline, writes the counters and ends. */
  drain(deadline: AbortSignal): Promise<void>
}

/** Where there are ledgers, they keep the counters for when this server is replaced. */
export type IngestRecords = Pick<Records, 'images' | 'streams' | 'pods'> &
  Partial<Pick<MongoRecords, 'ledgers'>>

export interface IngestOptions {
  readonly config: IngestConfig
  readonly records: IngestRecords
  readonly log: Logger
  /** All routes of the records are known. */
  readonly onReady: () => void
  /** It cannot go on. */
  readonly onError: (error: unknown) => void
}

/** How long an orderly end waits for pods. */
const DRAIN_MS = 1_000
/** Bytes of frames between looks for garbage. */
const COLLECT_AFTER_BYTES = 24_000_000
const TICK_MS = 1_000

/** @throws GazeError PORT_IN_USE and others of {@link openSockets}. */
export const startIngest = async ({
  config,
  records,
  log,
  onReady,
  onError,
}: IngestOptions): Promise<IngestServer> => {
  const now = Date.now
  const startedAt = now()
  const boot = randomUUID()
  const sockets = await openSockets(config)
  const file = join(stateDir(config.stateDir).ledger, 'ingest.json')
  const earlier = parseCheckpoint(await readCheckpoint(file, log))
  const lanes = createLanes(earlier.streams, now)
  const strays = createStrays(earlier.dropped, now)
  const desk = createPodDesk(sockets.router, lanes, config.token, now)
  const v0Pods = createV0Pods(sockets.context, lanes)
  const stop = new AbortController()
  let server = earlier.server || randomUUID()
  let clean = false
  let synced = false
  let trouble = ''

  const snapshot = (): IngestCheckpoint => ({
    ...{ server, clean, streams: lanes.records(), dropped: strays.dropped },
  })
  const checkpoint = startCheckpoint(file, snapshot, log)
  const cut = (count: number): void =>
    strays.count('too-large', `a sender is cut off again and again: over ${MAX_MESSAGE_BYTES} bytes`, count)
  for (const pull of sockets.pulls) watchCutConnections(pull, now, cut)
  const tick = setInterval(() => {
    desk.dropSilent()
    for (const lane of lanes.all()) {
      expireUnclaimed(lane, now())
      markSecond(lane, now())
    }
  }, TICK_MS)

  const intake = createIntake({ lanes, strays, startedAt, afterCrash: !earlier.clean, now })
  const collectGarbage = createMinorGc(COLLECT_AFTER_BYTES)
  const hear = (parts: readonly Buffer[]): Outcome => {
    collectGarbage(parts.at(-1)?.length ?? 0)
    return intake(parts)
  }
  const running = [
    ...sockets.pulls.map((pull) => receiveAll(pull, hear)),
    receiveAll(sockets.router, desk.hear),
    followRecords({
      records,
      changes: createRoutes(lanes, desk, v0Pods),
      synced: () => {
        lanes.settled()
        synced = true
        onReady()
      },
      trouble: (message) => {
        trouble = message
        if (message === '') log.info('the records can be followed')
        else log.warn(message)
      },
      signal: stop.signal,
    }),
  ]
  for (const part of running) part.catch(onError)
  const { ledgers } = records
  const keeper =
    ledgers &&
    keepLedger({
      ...{ ledgers, log },
      server: () => server,
      counted: lanes.records,
      synced: () => synced,
      disown: () => {
        server = randomUUID()
        for (const { tally } of lanes.all()) restartTally(tally)
      },
    })

  return {
    ports: sockets.ports,
    trouble: () => trouble,
    state: () => ({
      boot,
      servers: [server],
      uptimeMs: now() - startedAt,
      streams: [...lanes.all()].map((lane) => streamState(lane, now())),
      dropped: { ...strays.dropped },
      recent: strays.recent(),
    }),
    drain: async (deadline) => {
      for (const pull of sockets.pulls) pull.close()
      await untilIdle(lanes, AbortSignal.any([deadline, AbortSignal.timeout(DRAIN_MS)]))
      stop.abort()
      clearInterval(tick)
      for (const lane of lanes.all()) {
        clearQueue(lane, 'stopped')
        for (const taker of [...lane.takers]) removeTaker(lane, taker, 'stopped')
      }
      v0Pods.close()
      sockets.close()
      await Promise.allSettled(running)
      clean = true
      await checkpoint.stop()
      await keeper?.stop()
    },
  }
}

const untilIdle = async (lanes: Lanes, limit: AbortSignal): Promise<void> => {
  const busy = (): boolean =>
    [...lanes.all()].some(({ tally, takers }) => tally.inFlight > 0 && takers.length > 0)
  while (busy() && !limit.aborted) await sleep(20)
}
