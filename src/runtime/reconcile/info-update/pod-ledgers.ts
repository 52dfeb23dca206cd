import { isGazeError } from '../../errors.ts'
import { type Counts, isCounts } from '../../ledger/types.ts'
import type { PodState } from '../../pod/state.ts'
import type { Records } from '../../records/store.ts'
import type { Pod } from '../../records/types.ts'
import { callJson } from '../../service/http-client.ts'
import { bracketed } from '../../wire/endpoint.ts'

/** Pods that have not answered by then are left out; whoever asks waits a little longer for what there is. */
const ALL_MS = 2_500
/** Pods that are asked at a time. */
const AT_ONCE = 8

/** `GET /ledgers` of an info-update: what pods that read their source themselves have counted, by their names. */
export type PodLedgers = Readonly<Record<string, Counts>>

const ask = async (
  { ip, ports }: Pod,
  token: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Counts | undefined> => {
  const url = `http://${bracketed(ip)}:${ports.http}/state`
  try {
    const { ledger } = await callJson<Partial<PodState>>({ url, token, signal, timeoutMs })
    return isCounts(ledger) ? ledger : undefined
  } catch (error) {
    signal.throwIfAborted()
    if (isGazeError(error)) return undefined
    throw error
  }
}

/** Asks the pods of all streams that are not pushed; who does not answer is left out. @throws GazeError STORE_UNAVAILABLE */
export const askPodLedgers = async (
  { streams, pods }: Pick<Records, 'streams' | 'pods'>,
  token: string,
  signal: AbortSignal,
): Promise<PodLedgers> => {
  const [allStreams, allPods] = await Promise.all([streams.list(), pods.list()])
  const pulled = new Set(allStreams.filter(({ source }) => source !== 'push').map(({ name }) => name))
  const asked = allPods.filter(
    ({ stream, ip, ports }) => pulled.has(stream) && ip !== '' && ports.http !== undefined,
  )
  const ledgers: Record<string, Counts> = {}
  const deadline = performance.now() + ALL_MS
  const askOn = async (): Promise<void> => {
    for (let pod = asked.shift(); pod; pod = asked.shift()) {
      const left = deadline - performance.now()
      const counts = left < 1 ? undefined : await ask(pod, token, left, signal)
      if (counts !== undefined) ledgers[pod.name] = counts
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, askOn))
  return ledgers
}
