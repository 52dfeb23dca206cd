import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type EventLog, openEventLog } from '../../../../src/runtime/pod/event-log/event-log.ts'
import type { SinkState } from '../../../../src/runtime/pod/sinks/sink-state.ts'
import { type Sinks, startSinks } from '../../../../src/runtime/pod/sinks/start-sinks.ts'
import { createLogger } from '../../../../src/runtime/service/log.ts'
import type { GazeEvent } from '../../../../src/runtime/wire/event.ts'

/** Event `n` of a stream; `padding` more characters. */
export const event = (n: number, padding = 0, stream = 'door'): GazeEvent => ({
  specversion: '1.0',
  id: `${stream}/1/${n}/line.crossed/0`,
  source: `/gaze/streams/${stream}`,
  type: 'gaze.line.crossed',
  time: new Date(n * 40).toISOString(),
  datacontenttype: 'application/json',
  data: { n, line: 'Tür', padding: '.'.repeat(padding) },
})

/** A pod's event log with its sinks, without a pipeline. */
export interface SinkPod {
  readonly events: EventLog
  readonly sinks: Sinks
  /** What the pod has logged. */
  readonly said: string[]
  /** Resolves when the first sink's state fits. */
  until(fits: (state: SinkState) => boolean): Promise<SinkState>
  /** Ends as a pod does. */
  end(): Promise<void>
}

export interface SinkSite {
  start(pod: string, url: string, more?: SinkPodOptions): Promise<SinkPod>
  readonly dir: string
  clear(): Promise<void>
}

export interface SinkPodOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly maxBytes?: number
  readonly segmentBytes?: number
  /** As where the log goes with the pod. */
  readonly drainMs?: number
}

/** Pods of one stream, one beside the other. */
export const createSinkSite = async (): Promise<SinkSite> => {
  const dir = await mkdtemp(join(tmpdir(), 'gaze-sinks-'))
  const running = new Set<SinkPod>()
  const start: SinkSite['start'] = async (pod, url, { env = {}, drainMs, ...bounds } = {}) => {
    const said: string[] = []
    const log = createLogger((line) => said.push(line))
    const events = await openEventLog({ dir: join(dir, pod), log, ...bounds })
    const sinks = startSinks({
      ...{ urls: [url], stream: 'door', env, events, dir: join(dir, pod), drainMs, log },
    })
    const until: SinkPod['until'] = async (fits) => {
      for (let tries = 0; tries < 1_200; tries += 1) {
        const state = sinks.state()[0]
        if (state !== undefined && fits(state)) return state
        await sleep(50)
      }
      throw new Error(`the state is still ${JSON.stringify(sinks.state())}\n${said.join('')}`)
    }
    const end = async (): Promise<void> => {
      running.delete(made)
      await sinks.drain(new AbortController().signal)
      await events.close()
    }
    const made = { events, sinks, said, until, end }
    running.add(made)
    return made
  }
  return {
    start,
    dir,
    clear: async () => {
      for (const pod of running) await pod.end()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
