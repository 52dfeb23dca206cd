import { statSync } from 'node:fs'
import { join } from 'node:path'
import { isGazeError } from '../../errors.ts'
import { parseCheckpoint } from '../../ingest/checkpoint-file.ts'
import { ledgerReport, sumCounts } from '../../ledger/report.ts'
import { type Counts, type HopCounts, isCounts, type LedgerReport } from '../../ledger/types.ts'
import type { PodState } from '../../pod/state.ts'
import type { Pod, Stream } from '../../records/types.ts'
import { entriesOf, readJson } from '../../service/files.ts'
import type { LocalSite, Site } from '../site.ts'
import { countsInLedgers } from './server-ledger.ts'

/** The kernel stamps files by a clock of its own, which is behind by up to a tick. */
const CLOCK_TICK_MS = 20
/** `<stream>-<hash>-<number>.json`, as pods are named. */
const POD_FILE = /^(.+)-[0-9a-f]+-\d+\.json$/

/**
 * What gaze-server counts, or what it left in its file, which is a second old at most; a lane of an earlier stream
 * of the same name does not count.
 */
const ingestCounts = async (
  site: Site,
  signal: AbortSignal,
): Promise<(stream: Stream) => Counts | undefined> => {
  const state = await site.ingest(signal)
  const now = ({ name }: Stream): Counts | undefined => state?.streams.find((each) => each.stream === name)
  if (site.kind === 'kubernetes') {
    const earlier = countsInLedgers(await site.serverLedgers(), state?.servers)
    return (stream) => sumCounts([earlier(stream), ...[now(stream) ?? []].flat()])
  }
  if (state !== undefined) return now
  const { streams } = parseCheckpoint(await left(join(site.dir.ledger, 'ingest.json')))
  return ({ name, createdAt }) => (streams[name]?.createdAt === createdAt ? streams[name] : undefined)
}

/** The JSON of counters; what is damaged counts as nothing, as for the process that reads it at its next start. */
const left = async (path: string): Promise<unknown> => {
  try {
    return await readJson(path)
  } catch (error) {
    if (isGazeError(error, 'FILE_INVALID')) return undefined
    throw error
  }
}

const podNames = (site: LocalSite): ReadonlyMap<string, readonly string[]> => {
  const names = new Map<string, string[]>()
  for (const file of entriesOf(site.dir.ledger)) {
    const stream = POD_FILE.exec(file)?.[1]
    if (stream !== undefined)
      names.set(stream, [...(names.get(stream) ?? []), file.slice(0, -'.json'.length)])
  }
  return names
}

/** Of a pod that runs or has run; one of an earlier stream of the same name does not count. */
const fileCounts = async (site: LocalSite, pod: string, stream: Stream): Promise<Counts | undefined> => {
  const path = join(site.dir.ledger, `${pod}.json`)
  const mtimeMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (mtimeMs + CLOCK_TICK_MS < Date.parse(stream.createdAt)) return undefined
  const counts = await left(path)
  return isCounts(counts) ? counts : undefined
}

const livePod = async (
  site: Site,
  pod: Pod | undefined,
  signal: AbortSignal,
): Promise<Counts | undefined> => {
  const bytes = pod && (await site.askPod(pod, '/state', signal))
  if (bytes === undefined) return undefined
  const { ledger } = JSON.parse(bytes.toString('utf8')) as Partial<PodState>
  return isCounts(ledger) ? ledger : undefined
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
  const ingest = await ingestCounts(site, signal)
  const known = site.kind === 'local' ? podNames(site) : new Map<string, readonly string[]>()
  const gone = async (name: string, stream: Stream): Promise<Counts | undefined> =>
    site.kind === 'local' ? fileCounts(site, name, stream) : undefined
  return async (stream) => {
    const live = new Map(pods.filter((pod) => pod.stream === stream.name).map((pod) => [pod.name, pod]))
    const names = [...new Set([...live.keys(), ...(known.get(stream.name) ?? [])])].sort()
    const hops: HopCounts[] = []
    for (const name of names) {
      const counts = (await livePod(site, live.get(name), signal)) ?? (await gone(name, stream))
      if (counts !== undefined) hops.push(hopOf(name, counts))
    }
    const zero = { captured: 0, processed: 0, inFlight: 0, dropped: {} }
    return ledgerReport(stream.source === 'push' ? (ingest(stream) ?? zero) : undefined, hops)
  }
}
