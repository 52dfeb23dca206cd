import type { KubeClient } from '../../../kubernetes/client.ts'
import type { Informer } from '../../../kubernetes/informer.ts'
import type { Pod } from '../../../kubernetes/objects.ts'
import { createChannel } from '../../tails/channel.ts'
import { pause } from '../../../service/pause.ts'
import { type TailedLine, toLogLine } from '../log-line.ts'
import type { TailOptions } from '../tail-options.ts'
import { containersOf, type ContainerLog } from './containers.ts'
import { followContainer } from './follow-container.ts'
import { type PlacedLog, pastWanted } from './past.ts'
import { createPosition } from './position.ts'

export interface LiveOptions extends TailOptions {
  readonly client: KubeClient
  readonly pods: Informer<'Pod'>
  /** Logs whose past was read, with where reading came to. */
  readonly known: readonly PlacedLog[]
  /** True: there will be no more pods. */
  readonly over: () => boolean
}

const LOOK_MS = 300
/** Batches that wait for the reader; a node's connection waits then. */
const CAPACITY = 64

const keyOf = ({ uid, container }: ContainerLog): string => `${uid}/${container}`

const samePod = (pod: Pod | undefined, { uid }: ContainerLog): Pod | undefined =>
  pod?.metadata?.uid === uid ? pod : undefined

/** Follows every container of the choice, new ones from their first line, and at most `most` at once. */
export async function* followAll(options: LiveOptions): AsyncGenerator<TailedLine[]> {
  const { client, pods, known, most, wanted, notice, signal } = options
  const channel = createChannel<TailedLine[]>(CAPACITY)
  const seen = new Set<string>()
  const running = new Map<string, Promise<void>>()
  let isCrowded = false

  const follow = (placed: PlacedLog, first: ReturnType<typeof pastWanted>): void => {
    const { log } = placed
    const key = keyOf(log)
    seen.add(key)
    const run = followContainer({
      ...{ client, notice, signal, first, ...placed },
      look: () => samePod(pods.objects.get(log.pod), log),
      push: async (lines) => {
        const shown = lines.filter(wanted).map((line) => toLogLine(log.origin, line))
        if (shown.length > 0) await channel.push(shown)
      },
    })
    running.set(
      key,
      run.finally(() => {
        running.delete(key)
        if (!signal.aborted && !log.isInit) notice(`- ${log.pod}`)
      }),
    )
  }

  const tellCrowded = (waiting: number): void => {
    if (waiting > 0 && !isCrowded) notice(`${waiting} more logs wait: --max-log-requests is ${most}`)
    isCrowded = waiting > 0
  }

  const discover = (): void => {
    const fresh = containersOf(pods.objects.values(), options.choice).filter((log) => !seen.has(keyOf(log)))
    const room = Math.max(0, most - running.size)
    for (const log of fresh.slice(0, room)) {
      if (!log.isInit) notice(`+ ${log.pod}`)
      follow({ log, position: createPosition() }, {})
    }
    tellCrowded(fresh.length - room)
  }

  const watch = async (): Promise<void> => {
    for (const placed of known) follow(placed, pastWanted(options))
    while (!signal.aborted && !(options.over() && running.size === 0)) {
      discover()
      await pause(LOOK_MS, signal)
    }
    await Promise.all(running.values())
    channel.close()
  }

  const watching = watch()
  yield* channel.read()
  await watching
}
