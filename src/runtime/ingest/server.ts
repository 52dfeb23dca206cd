import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readCheckpoint, startCheckpoint } from '../ledger/checkpoint.ts'
import type { Records } from '../records/store.ts'
import type { Logger } from '../service/log.ts'
import { stateDir } from '../state-dir.ts'
import { type IngestCheckpoint, parseCheckpoint } from './checkpoint-file.ts'
import { watchCutConnections } from './senders/cut-connections.ts'
import { followRecords } from './follow-records.ts'
import { streamState } from './ingest-state.ts'
import { createIntake } from './senders/intake.ts'
import { clearQueue, expireUnclaimed, markSecond, removeTaker } from './lanes/lane.ts'
import { createLanes, type Lanes } from './lanes/lanes.ts'
import { MAX_MESSAGE_BYTES } from '../wire/ingest-protocol.ts'
import { createPodDesk } from './pods/pod-desk.ts'
import { receiveAll } from '../wire/receive.ts'
import { createRoutes } from './routes.ts'
import type { IngestSettings } from './settings.ts'
import { openSockets } from './sockets.ts'
import type { IngestState } from './state.ts'
import { createStrays } from './senders/strays.ts'
import { createV0Pods } from './pods/v0-pods.ts'

export interface IngestServer {
  readonly ports: { readonly ingest: number; readonly pods: number }
  state(): Omit<IngestState, 'ports'>
  /** Takes no more frames, lets pods finish what they have until the deadline, writes the counters and ends. */
  drain(deadline: AbortSignal): Promise<void>
}

export interface IngestOptions {
  readonly settings: IngestSettings
  readonly records: Pick<Records, 'images' | 'streams' | 'pods'>
  readonly log: Logger
  /** All routes of the records are known. */
  readonly onReady: () => void
  /** It cannot go on. */
  readonly onError: (error: unknown) => void
}

/** How long an orderly end waits for pods. */
const DRAIN_MS = 1_000
const TICK_MS = 1_000

/** @throws GazeError PORT_IN_USE and others of {@link openSockets}. */
export const startIngest = async ({
  settings,
  records,
  log,
  onReady,
  onError,
}: IngestOptions): Promise<IngestServer> => {
  const now = Date.now
  const startedAt = now()
  const sockets = await openSockets(settings.ingest, settings.pods)
  const file = join(stateDir(settings.stateDir).ledger, 'ingest.json')
  const earlier = parseCheckpoint(await readCheckpoint(file, log))
  const lanes = createLanes(earlier.streams)
  const strays = createStrays(earlier.dropped, now)
  const desk = createPodDesk(sockets.router, lanes, settings.token, now)
  const v0Pods = createV0Pods(sockets.context, lanes)
  const stop = new AbortController()
  let clean = false

  const snapshot = (): IngestCheckpoint => ({ clean, streams: lanes.records(), dropped: strays.dropped })
  const checkpoint = startCheckpoint(file, snapshot, log)
  watchCutConnections(sockets.pull, now, (count) =>
    strays.count('too-large', `a sender is cut off again and again: over ${MAX_MESSAGE_BYTES} bytes`, count),
  )
  const tick = setInterval(() => {
    desk.dropSilent()
    for (const lane of lanes.all()) {
      expireUnclaimed(lane, now())
      markSecond(lane)
    }
  }, TICK_MS)

  const intake = createIntake({ lanes, strays, startedAt, afterCrash: !earlier.clean, now })
  const running = [
    receiveAll(sockets.pull, intake),
    receiveAll(sockets.router, desk.hear),
    followRecords(
      records,
      createRoutes(lanes, desk, v0Pods),
      () => {
        lanes.settled()
        onReady()
      },
      stop.signal,
    ),
  ]
  for (const part of running) part.catch(onError)

  return {
    ports: sockets.ports,
    state: () => ({
      uptimeMs: now() - startedAt,
      streams: [...lanes.all()].map((lane) => streamState(lane, now())),
      dropped: { ...strays.dropped },
      recent: strays.recent(),
    }),
    drain: async (deadline) => {
      sockets.pull.close()
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
    },
  }
}

const untilIdle = async (lanes: Lanes, limit: AbortSignal): Promise<void> => {
  const busy = (): boolean =>
    [...lanes.all()].some(({ tally, takers }) => tally.inFlight > 0 && takers.length > 0)
  while (busy() && !limit.aborted) await sleep(20)
}
