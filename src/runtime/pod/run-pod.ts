import { sentenceOf } from '../errors.ts'
import { typesFor } from '../nodes/own/load.ts'
import { createEngine } from '../pipeline/engine.ts'
import type { EngineOptions } from '../pipeline/engine/options.ts'
import { specFor } from '../pipeline/spec-for.ts'
import { serveHttp } from '../service/http.ts'
import type { Lifetime } from '../service/lifetime.ts'
import type { Logger } from '../service/log.ts'
import type { Assignment } from './assignment.ts'
import { type EventLog, openEventLog } from './event-log/event-log.ts'
import { sourceNature } from './source/nature.ts'
import { createBreaks } from './source/breaks.ts'
import { createEventPictures } from './pictures/event-pictures.ts'
import { createLivePictures } from './pictures/live-pictures.ts'
import { type PodPictures, pictureRoutes } from './pictures/routes.ts'
import { createPipelineLoop, type LoopOptions, type PipelineLoop } from './source/pipeline-loop.ts'
import { podRoutes, statusRoute } from './pod-http.ts'
import { createModels } from './models.ts'
import { openPodLedger } from './pod-ledger.ts'
import { podState } from './pod-state.ts'
import { createStatus, type StatusKeeper } from './pod-status.ts'
import { redactAll } from './redact.ts'
import { startSinks } from './sinks/start-sinks.ts'
import { isLogSink } from './sinks/url/log-sinks.ts'
import { refreshStatus } from './watch-status.ts'

/** Of a pipeline that is to end; what it has then not finished is dropped and counted. */
const DRAIN_MS = 3_000
const REFRESH_MS = 250

const createLoop = (
  assignment: Assignment,
  status: StatusKeeper,
  events: EventLog,
  { kept, live }: PodPictures,
  redact: (text: string) => string,
  {
    types,
    ...options
  }: Pick<LoopOptions, 'log' | 'signal' | 'settle'> & {
    readonly types: NonNullable<EngineOptions['types']>
  },
): PipelineLoop => {
  const { pod, stream, generation, ingest, ingestKey, token, output, env, cores } = assignment
  const sinks = assignment.sinks.filter((url) => !isLogSink(url))
  const spec = specFor(assignment.pipeline, { ...assignment, sinks }, types)
  const breaks = createBreaks({ stream, generation }, (event) => {
    events.append([redactAll(redact, event)])
  })
  return createPipelineLoop({
    ...options,
    nature: sourceNature(spec),
    create: () =>
      createEngine(spec, {
        mode: 'stream',
        types,
        stream,
        generation,
        log: options.log,
        pod: {
          pod,
          output,
          env,
          cores,
          model: createModels({ ...assignment, ...options }),
          ingest: { endpoint: ingest, token, serverKey: ingestKey },
        },
        pictures: true,
        look: breaks.frame,
        show: live.look,
        ended: live.finish,
        // The picture first, so that whoever sees the event finds it.
        record: (fresh, frame) => {
          kept.keep(fresh, frame)
          events.append(fresh)
        },
        opened: () => status.set({ ready: true, active: true, reason: '', message: '' }),
        drainMs: DRAIN_MS,
      }),
    away: (message) => {
      breaks.away(message)
      status.set({ ready: false, active: false, reason: 'Reconnecting', message })
    },
  })
}

/** Runs the pipeline to its end; then the pod idles, so that what it has can still be asked for. */
const runToEnd = async (
  loop: PipelineLoop,
  status: StatusKeeper,
  lifetime: Lifetime,
  log: Logger,
): Promise<void> => {
  try {
    const how = await loop.run()
    if (how === 'stopped') return
    log.info('the source has ended')
    status.set({ completed: true, reason: 'Completed', message: 'the source has ended' })
  } catch (error) {
    status.set({ ready: false, active: false, reason: 'Failed', message: sentenceOf(error) })
    lifetime.fail(sentenceOf(error))
  }
}

/** Starts all parts of a pod, and gives them to `lifetime` to end. @throws GazeError when one cannot start. */
export const runPod = async (
  assignment: Assignment,
  lifetime: Lifetime,
  log: Logger,
  redact: (text: string) => string,
): Promise<void> => {
  const { eventsDir, ledgerFile, httpHost, httpPort, token } = assignment
  const status = createStatus(lifetime.report)
  const events = await openEventLog({ dir: eventsDir, log })
  lifetime.onDrain('event log', events.close)

  let loop: PipelineLoop | undefined
  const ledger = await openPodLedger(ledgerFile, () => loop?.counts(), log)
  lifetime.onDrain('ledger', ledger.close)

  const pictures: PodPictures = { kept: createEventPictures(), live: createLivePictures() }
  loop = createLoop(assignment, status, events, pictures, redact, {
    log,
    signal: lifetime.signal,
    settle: ledger.settle,
    types: await typesFor(assignment.pipeline, lifetime.signal),
  })
  const { sinks: urls, stream, env, sinkDrainMs: drainMs } = assignment
  const sinks = startSinks({ urls, stream, env, events, dir: eventsDir, drainMs, log })
  const state = () =>
    redactAll(
      redact,
      podState(assignment, status, loop?.state(), ledger, events, pictures.kept, sinks.state()),
    )
  const http = await serveHttp({
    host: httpHost,
    port: httpPort,
    token,
    routes: [
      ...podRoutes(eventsDir, state),
      statusRoute(status, redact),
      ...pictureRoutes(pictures, status.now),
    ],
    notReady: () => (status.now().ready ? '' : status.now().message || 'the source is not open yet'),
  })
  lifetime.onDrain('http', http.close)
  // Behind the pipeline, which gives its last events.
  lifetime.onDrain('sinks', sinks.drain)
  status.set({ ports: { http: http.port } })

  const refresh = setInterval(
    () => refreshStatus(status, loop?.state(), events.state(), sinks.state()),
    REFRESH_MS,
  )
  const running = runToEnd(loop, status, lifetime, log)
  lifetime.onDrain('pipeline', async () => {
    clearInterval(refresh)
    await running
  })
}
