import { isGazeError } from '../../errors.ts'
import { type Counts, isCounts } from '../../ledger/types.ts'
import type { PodState } from '../../pod/state.ts'
import type { Records } from '../../records/store.ts'
import type { Pod } from '../../records/types.ts'
import { callJson } from '../../service/http-client.ts'

/** One that does not answer by then is left out. */
const ASK_MS = 2_000
/** Pods that are asked at a time. */
const AT_ONCE = 8

/** `GET /ledgers` of an info-update: what pods that read their source themselves have counted, by their names. */
export type PodLedgers = Readonly<Record<string, Counts>>

const hostOf = (ip: string): string => (ip.includes(':') ? `[${ip}]` : ip)

const ask = async ({ ip, ports }: Pod, token: string, signal: AbortSignal): Promise<Counts | undefined> => {
  const url = `http://${hostOf(ip)}:${ports.http}/state`
  try {
    const { ledger } = await callJson<Partial<PodState>>({ url, token, signal, timeoutMs: ASK_MS })
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
  for (let at = 0; at < asked.length; at += AT_ONCE)
    await Promise.all(
      asked.slice(at, at + AT_ONCE).map(async (pod) => {
        const counts = await ask(pod, token, signal)
        if (counts !== undefined) ledgers[pod.name] = counts
      }),
    )
  return ledgers
}
