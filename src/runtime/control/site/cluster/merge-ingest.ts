import type { IngestState, IngestStream } from '../../../ingest/state.ts'
import { sumCounts } from '../../../ledger/report.ts'

type IngestPod = IngestStream['pods'][number]

const latest = (times: readonly string[]): string => times.toSorted().at(-1) ?? ''
const total = <T>(all: readonly T[], pick: (one: T) => number): number =>
  all.reduce((sum, one) => sum + pick(one), 0)

const grouped = <T>(all: readonly T[], keyOf: (one: T) => string): T[][] => {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    const group = groups.get(keyOf(one))
    if (group === undefined) groups.set(keyOf(one), [one])
    else group.push(one)
  }
  return [...groups.values()]
}

/** A pod of ours asks every server. */
const mergePods = (all: readonly IngestPod[]): IngestPod => ({
  ...(all[0] as IngestPod),
  active: all.some(({ active }) => active),
  ready: all.some(({ ready }) => ready),
  credit: total(all, ({ credit }) => credit),
  inFlight: total(all, ({ inFlight }) => inFlight),
  taken: total(all, ({ taken }) => taken),
  done: total(all, ({ done }) => done),
  lastSeenAt: latest(all.map(({ lastSeenAt }) => lastSeenAt)),
})

const droppedIn = (all: readonly Pick<IngestStream, 'dropped'>[]): Record<string, number> => ({
  ...sumCounts(all.map(({ dropped }) => ({ captured: 0, processed: 0, inFlight: 0, dropped }))).dropped,
})

const mergeLately = (all: readonly IngestStream['lately'][]): IngestStream['lately'] => ({
  ms: Math.max(...all.map(({ ms }) => ms)),
  captured: total(all, ({ captured }) => captured),
  dropped: droppedIn(all),
})

const mergeStreams = (all: readonly IngestStream[]): IngestStream => {
  const ages = all.flatMap(({ lastFrameAgeMs }) => lastFrameAgeMs ?? [])
  return {
    ...(all[0] as IngestStream),
    ...sumCounts(all),
    fps: Math.round(total(all, ({ fps }) => fps) * 10) / 10,
    slot: { queued: total(all, ({ slot }) => slot.queued), size: total(all, ({ slot }) => slot.size) },
    lastFrameAt: latest(all.map(({ lastFrameAt }) => lastFrameAt)),
    lastFrameAgeMs: ages.length === 0 ? null : Math.min(...ages),
    lately: mergeLately(all.map(({ lately }) => lately)),
    lastTakenAt: latest(all.map(({ lastTakenAt }) => lastTakenAt)),
    pods: grouped(
      all.flatMap(({ pods }) => pods),
      ({ pod }) => pod,
    ).map(mergePods),
  }
}

/** What several gaze-servers behind one Service say, as if one said it; undefined where none does. */
export const mergeIngest = (all: readonly IngestState[]): IngestState | undefined => {
  const [first] = all
  if (first === undefined || all.length === 1) return first
  return {
    ...first,
    servers: all.flatMap(({ servers }) => servers),
    boot: all.map(({ boot }) => boot).join(','),
    uptimeMs: Math.max(...all.map(({ uptimeMs }) => uptimeMs)),
    streams: grouped(
      all.flatMap(({ streams }) => streams),
      ({ stream }) => stream,
    )
      .map(mergeStreams)
      .sort((a, b) => a.stream.localeCompare(b.stream)),
    dropped: droppedIn(all),
    recent: all.flatMap(({ recent }) => recent).sort((a, b) => b.at.localeCompare(a.at)),
  }
}
