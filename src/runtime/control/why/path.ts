import { sumDropped } from '../../ledger/tally.ts'
import type { IngestStream } from '../../ingest/state.ts'
import type { Counts } from '../../ledger/types.ts'
import type { PodState } from '../../pod/state.ts'
import { agoText, type Facts, framesCome, isPushed, nodesOf, share } from './facts.ts'
import type { Hop } from './hop.ts'
import { sinkHops } from './sinks.ts'

/** The way of a frame, as far as it can be seen: sender, gaze-server, pods, nodes, sinks. */
export const pathOf = (facts: Facts): Hop[] => {
  const nodes = nodesOf(facts).map(({ id, state, in: taken, out, dropped, lastAt, message }) => ({
    ...{ hop: id, state, in: taken, out, dropped, lastAt, message },
  }))
  const before = isPushed(facts) ? [senderHop(facts), ingestHop(facts)] : []
  return [...before, ...podHops(facts), ...nodes, ...sinkHops(facts)]
}

const NOTHING: Counts & { readonly lastFrameAt: string; readonly lastTakenAt: string } = {
  captured: 0,
  processed: 0,
  inFlight: 0,
  dropped: {},
  lastFrameAt: '',
  lastTakenAt: '',
}

const countsOf = ({ ingest }: Facts) => ingest?.stream ?? NOTHING

const senderHop = (facts: Facts): Hop => {
  const { captured, dropped, lastFrameAt } = countsOf(facts)
  const lost = dropped['lost-before-ingest'] ?? 0
  return {
    hop: 'sender',
    state: framesCome(facts) ? 'ok' : 'idle',
    in: captured,
    out: captured - lost,
    dropped: lost === 0 ? {} : { 'lost-before-ingest': lost },
    lastAt: lastFrameAt,
    message: senderText(facts),
  }
}

const senderText = (facts: Facts): string => {
  const { fps, lastFrameAgeMs: age } = facts.ingest?.stream ?? {}
  if (age === undefined || age === null) return 'no frame has come'
  const last = `the last frame came ${agoText(age)} ago`
  return framesCome(facts) ? `${fps} frames a second, ${last}` : `no frames come: ${last}`
}

const ingestHop = (facts: Facts): Hop => {
  const { captured, processed, inFlight, dropped, lastTakenAt } = countsOf(facts)
  const { 'lost-before-ingest': lost = 0, ...ours } = dropped
  const bad = share(facts, Object.keys(ours))
  const state =
    facts.ingest === undefined ? 'failed' : bad.dropped > 0 && bad.dropped === bad.of ? 'blocked' : 'ok'
  return {
    hop: 'gaze-server',
    state: state === 'ok' && !framesCome(facts) ? 'idle' : state,
    in: captured - lost,
    out: processed,
    dropped: ours,
    lastAt: lastTakenAt,
    message:
      facts.ingest === undefined ? 'does not answer' : `${inFlight} in flight, ${sumDropped(ours)} dropped`,
  }
}

const podHops = (facts: Facts): Hop[] =>
  facts.pods.map(({ name, phase, ready, active, message, reason }) => {
    const there = facts.ingest?.stream?.pods.find(({ pod }) => pod === name)
    const state = facts.podStates.find(({ pod }) => pod === name)
    return {
      hop: name,
      state:
        phase === 'CrashLoop' || phase === 'Failed' ? 'failed' : ready ? (active ? 'ok' : 'idle') : 'blocked',
      ...podCounts(there, state),
      lastAt: state?.lastFrameAt ?? '',
      message: message || reason || (ready ? (active ? 'ready' : 'standby') : 'not ready'),
    }
  })

const podCounts = (
  there: IngestStream['pods'][number] | undefined,
  state: PodState | undefined,
): Pick<Hop, 'in' | 'out' | 'dropped'> => {
  if (state !== undefined)
    return { in: state.ledger.captured, out: state.ledger.processed, dropped: state.ledger.dropped }
  return { in: there?.taken ?? 0, out: there?.done ?? 0, dropped: {} }
}
