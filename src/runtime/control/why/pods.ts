import { nodeTitle } from '../../pipeline/engine/values.ts'
import type { Pod } from '../../records/types.ts'
import { type Facts, type Finding, isPushed, isSinkType, seeThatItSends } from './facts.ts'

/** No pod, none that lives, or none that is ready. */
export const findInPods = (facts: Facts): Finding | undefined => {
  const { stream, pods } = facts
  const running = pods.filter(({ phase }) => phase !== 'Terminating')
  if (running.some((pod) => isAtWork(facts, pod))) return undefined
  const refused = running
    .map((pod) => sinkThatDidNotOpen(facts, pod))
    .find((finding) => finding !== undefined)
  if (refused !== undefined) return refused
  const crashing = findCrashing(facts)
  if (crashing !== undefined) return crashing
  if (running.length === 0 && !asks(facts))
    return {
      verdict: 'NO_POD',
      message: `No pod runs${because(stream.status.message)}.`,
      next: `gaze stream show ${stream.name}, and gaze logs tail --service info-update`,
    }
  const pod = running[0]
  if (pod === undefined) return undefined
  return {
    verdict: 'POD_NOT_READY',
    message: `Pod ${pod.name} is not ready${because(reasonOf(facts, pod))}.`,
    next: `${pod.reason === 'Reconnecting' ? `${seeThatItSends(stream)}; ` : ''}gaze logs tail ${stream.name}`,
  }
}

/** A pod that dies again and again. */
export const findCrashing = ({ pods }: Facts): Finding | undefined => {
  const crashing = pods.find(({ phase }) => phase === 'CrashLoop')
  return crashing && crashLoop(crashing)
}

/** The engine begins what it says of a node with the node's title. */
const sinkThatDidNotOpen = ({ image }: Facts, { message, stream }: Pod): Finding | undefined => {
  const sinks = image?.pipeline?.nodes.filter(({ type }) => isSinkType(type)) ?? []
  if (!sinks.some((sink) => message.startsWith(`${nodeTitle(sink)}: `))) return undefined
  return {
    verdict: 'SINK_REFUSED',
    message: `A sink does not open, so no pod runs: ${message.replace(/\.$/, '')}.`,
    next: `See that its target is there and may be written; gaze logs tail ${stream}`,
  }
}

const crashLoop = ({ name, stream, reason, message, restarts }: Pod): Finding => ({
  verdict: 'CRASH_LOOP',
  message: `Pod ${name} dies again and again (${restarts} ${restarts === 1 ? 'restart' : 'restarts'})${because(message)}.`,
  next:
    reason === 'OOMKilled'
      ? `gaze stream scale ${stream} --memory MORE`
      : `gaze logs tail ${stream} --previous`,
})

const because = (text: string): string => (text === '' ? '' : `: ${text.replace(/\.$/, '')}`)

/** Ready, and for a pushed stream also where frames are given out. */
const isAtWork = (facts: Facts, { name, ready }: Pod): boolean => {
  if (!ready) return false
  return (
    !isPushed(facts) || (facts.ingest?.stream?.pods.some((pod) => pod.pod === name && pod.ready) ?? false)
  )
}

/** Somebody takes frames, whether it is recorded or not. */
const asks = ({ ingest }: Facts): boolean => ingest?.stream?.pods.some(({ ready }) => ready) ?? false

const reasonOf = (facts: Facts, pod: Pod): string => {
  const troubled = facts.podStates
    .find((state) => state.pod === pod.name)
    ?.nodes.find(({ state }) => state === 'failed' || state === 'blocked')
  if (troubled !== undefined) return `${troubled.id} says ${troubled.message}`
  if (pod.message !== '' || pod.reason !== '') return pod.message || pod.reason
  if (!pod.ready) return 'it has not opened its source'
  return pod.ports.in === undefined
    ? 'it has not asked gaze-server for frames'
    : `nothing listens on its port ${pod.ports.in}`
}
