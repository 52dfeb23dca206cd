import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseCheckpoint } from '../../ingest/checkpoint-file.ts'
import type { IngestState } from '../../ingest/state.ts'
import { ledgerReport } from '../../ledger/report.ts'
import { type Counts, type HopCounts, isCounts, type LedgerReport } from '../../ledger/types.ts'
import type { PodState } from '../../pod/state.ts'
import type { Pod, Stream } from '../../records/types.ts'
import { readJson } from '../../service/files.ts'
import { getJson } from '../../service/http-client.ts'
import type { Site } from '../site.ts'

const ASK_MS = 1_000
/** `<stream>-<hash>-<number>.json`, as pods are named. */
const POD_FILE = /^(.+)-[0-9a-f]+-\d+\.json$/

/** Who is asked, while something runs. */
interface Running {
  readonly token: string
  readonly url: string
  readonly signal: AbortSignal
}

/** Nobody answers, or the answer is of no use: then the files tell, which are a second old at most. */
const ask = <T>(url: string, { token, signal }: Running): Promise<T | undefined> =>
  getJson<T>(url, token, signal, ASK_MS).catch(() => {
    signal.throwIfAborted()
    return undefined
  })

/** What gaze-server counted; a lane that it left of an earlier stream of the same name does not count. */
const ingestCounts = async (
  site: Site,
  running: Running | undefined,
): Promise<(stream: Stream) => Counts | undefined> => {
  const state = running && (await ask<IngestState>(`${running.url}/state`, running))
  if (state !== undefined) return ({ name }) => state.streams.find((each) => each.stream === name)
  const left = await readJson(join(site.dir.ledger, 'ingest.json')).catch(() => undefined)
  const { streams } = parseCheckpoint(left)
  return ({ name, createdAt }) => (streams[name]?.createdAt === createdAt ? streams[name] : undefined)
}

const runningOf = async (site: Site, signal: AbortSignal): Promise<Running | undefined> => {
  const stack = await site.stack()
  if (stack === undefined) return undefined
  const token = (await readFile(site.dir.token, 'utf8')).trim()
  return { token, url: `http://127.0.0.1:${stack.ports.http}`, signal }
}

const podNames = async (site: Site): Promise<ReadonlyMap<string, readonly string[]>> => {
  const names = new Map<string, string[]>()
  const files = await readdir(site.dir.ledger).catch(() => [])
  for (const file of files) {
    const stream = POD_FILE.exec(file)?.[1]
    if (stream !== undefined)
      names.set(stream, [...(names.get(stream) ?? []), file.slice(0, -'.json'.length)])
  }
  return names
}

/** Of a pod that runs or has run; one of an earlier stream of the same name does not count. */
const fileCounts = async (site: Site, pod: string, stream: Stream): Promise<Counts | undefined> => {
  const path = join(site.dir.ledger, `${pod}.json`)
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: 0 }))
  if (mtimeMs < Date.parse(stream.createdAt)) return undefined
  const counts: unknown = await readJson(path).catch(() => undefined)
  return isCounts(counts) ? counts : undefined
}

const livePod = async (pod: Pod | undefined, running: Running | undefined): Promise<Counts | undefined> => {
  if (pod?.ports.http === undefined || running === undefined) return undefined
  const state = await ask<PodState>(`http://127.0.0.1:${pod.ports.http}/state`, running)
  return isCounts(state?.ledger) ? state.ledger : undefined
}

const hopOf = (hop: string, { captured, processed, inFlight, dropped }: Counts): HopCounts => ({
  ...{ hop, captured, processed, inFlight, dropped },
})

export type LedgerOf = (stream: Stream) => Promise<LedgerReport>

/**
 * Gives the ledger of any stream: from gaze-server and the pods while they run, else from what they left in
 * files. A pushed stream is counted whole by gaze-server, another by its pods, those that are gone included.
 */
export const openLedger = async (
  site: Site,
  pods: readonly Pod[],
  signal: AbortSignal,
): Promise<LedgerOf> => {
  const running = await runningOf(site, signal)
  const [ingest, known] = await Promise.all([ingestCounts(site, running), podNames(site)])
  return async (stream) => {
    const live = new Map(pods.filter((pod) => pod.stream === stream.name).map((pod) => [pod.name, pod]))
    const names = [...new Set([...live.keys(), ...(known.get(stream.name) ?? [])])].sort()
    const hops: HopCounts[] = []
    for (const name of names) {
      const counts = (await livePod(live.get(name), running)) ?? (await fileCounts(site, name, stream))
      if (counts !== undefined) hops.push(hopOf(name, counts))
    }
    const zero = { captured: 0, processed: 0, inFlight: 0, dropped: {} }
    return ledgerReport(stream.source === 'push' ? (ingest(stream) ?? zero) : undefined, hops)
  }
}
