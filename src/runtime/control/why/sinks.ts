import type { SinkState } from '../../pod/sinks/sink-state.ts'
import type { Facts, Finding } from './facts.ts'
import type { Hop } from './hop.ts'

/** Without what stands behind `?`. */
const placeOf = ({ url }: SinkState): string => url.replace(/\?.*/, '')

const sinksOf = ({ podStates }: Facts): SinkState[] => podStates.flatMap(({ sinks = [] }) => sinks)

/** A sink that reads the event log and gets nothing rid. */
export const findInSinks = (facts: Facts): Finding | undefined => {
  const sink = sinksOf(facts).find(({ state }) => state === 'blocked')
  if (sink === undefined) return undefined
  const waiting = `${sink.lag} ${sink.lag === 1 ? 'event waits' : 'events wait'} in the log`
  return {
    verdict: 'SINK_REFUSED',
    message: `The sink ${placeOf(sink)} takes no events: ${sink.lastError}. It waits for ${sink.waitsFor}; ${waiting}.`,
    next: `See to what it waits for: it goes on by itself. A change of the URL or a secret is one of gaze stream scale ${facts.stream.name}`,
  }
}

const messageOf = ({ state, lag, waitsFor, lastError, lastErrorAt }: SinkState): string => {
  if (state === 'blocked') return `${lastError}; waits for ${waitsFor}; ${lag} wait`
  const last = lastError === '' ? '' : `; last trouble at ${lastErrorAt}: ${lastError}`
  return `${lag} wait${last}`
}

/** One stage for each sink of each pod. */
export const sinkHops = (facts: Facts): Hop[] =>
  sinksOf(facts).map((sink) => ({
    hop: placeOf(sink),
    state: sink.state,
    in: sink.sent + sink.lag,
    out: sink.sent,
    dropped: { ...sink.skipped, ...(sink.lost === 0 ? {} : { 'log-full': sink.lost }) },
    lastAt: sink.lastSentAt,
    message: messageOf(sink),
  }))
