import { requireRecord } from '../not-found.ts'
import { askPodStates } from '../pod-states.ts'
import type { Site } from '../site.ts'
import { decide } from './decide.ts'
import type { Facts, Finding, IngestFacts } from './facts.ts'
import type { Hop } from './hop.ts'
import { pathOf } from './path.ts'

/** As `gaze stream why --json` prints it. */
export interface Why extends Finding {
  readonly stream: string
  readonly path: readonly Hop[]
}

/** @throws GazeError STREAM_NOT_FOUND */
export const whyStream = async (site: Site, name: string, signal: AbortSignal): Promise<Why> => {
  const facts = await gather(site, name, signal)
  const { verdict, message, next } = decide(facts)
  return { stream: name, verdict, message, next, path: pathOf(facts) }
}

const gather = async (site: Site, name: string, signal: AbortSignal): Promise<Facts> => {
  const stream = await requireRecord('stream', site.records.streams, name)
  const absence = await site.absence()
  const image = await site.records.images.get(stream.image)
  const base = { absence, stream, image, now: Date.now() }
  if (absence !== undefined && !absence.podsRun)
    return { ...base, pods: [], ingest: undefined, podStates: [] }
  const pods = (await site.records.pods.list()).filter((pod) => pod.stream === name)
  const [ingest, podStates] = await Promise.all([
    askIngest(site, name, signal),
    askPodStates(site, pods, signal),
  ])
  return { ...base, now: Date.now(), pods, ingest, podStates }
}

const askIngest = async (site: Site, name: string, signal: AbortSignal): Promise<IngestFacts | undefined> => {
  const state = await site.ingest(signal)
  return state && { state, stream: state.streams.find(({ stream }) => stream === name) }
}
