import { type Facts, type Finding, isPushed } from './facts.ts'
import { findInNodes } from './nodes.ts'
import { findCrashing, findInPods } from './pods.ts'
import { findInSender } from './sender.ts'
import { findInSinks } from './sinks.ts'
import { findInSource } from './source.ts'

type Rule = (facts: Facts) => Finding | undefined

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

const notRunning: Rule = ({ absence }) =>
  absence && { verdict: 'STACK_NOT_RUNNING', message: sentence(absence.what), next: absence.next }

const stopped: Rule = ({ stream }) =>
  stream.replicas > 0
    ? undefined
    : {
        verdict: 'STREAM_STOPPED',
        message: 'The stream is stopped: it is scaled to 0 replicas.',
        next: `gaze stream scale ${stream.name} --replicas 1`,
      }

const isCurrent = ({ stream }: Facts): boolean => stream.status.observedGeneration === stream.generation

const completed: Rule = (facts) =>
  facts.stream.status.phase === 'Completed' && isCurrent(facts)
    ? (findInSinks(facts) ?? {
        verdict: 'COMPLETED',
        message: 'The source has ended, and all of it was processed.',
        next: `gaze output tail ${facts.stream.name} --no-follow, or gaze stream restart ${facts.stream.name}`,
      })
    : undefined

/** What the reconciler says cannot become better by itself, but for what the pods say more exactly. */
const failed: Rule = (facts) => {
  const { phase, reason, message } = facts.stream.status
  if (phase !== 'Failed' || !isCurrent(facts) || facts.pods.length > 0) return undefined
  return {
    verdict: 'STREAM_FAILED',
    message: message || reason,
    next: `gaze stream show ${facts.stream.name}`,
  }
}

const ingestDown: Rule = (facts) =>
  isPushed(facts) && facts.ingest === undefined
    ? {
        verdict: 'GAZE_SERVER_DOWN',
        message: 'gaze-server does not answer, so no frames can come.',
        next: 'gaze status, and gaze logs tail --service gaze-server',
      }
    : undefined

/** Some pods are at work, and others do not start: a rollout that gets no further, or a replica too few. */
const degraded: Rule = (facts) =>
  facts.stream.status.phase === 'Degraded' && isCurrent(facts) ? findCrashing(facts) : undefined

/** The first that applies, from what stops everything to what spoils a little. */
const RULES: readonly Rule[] = [
  notRunning,
  stopped,
  completed,
  failed,
  ingestDown,
  findInPods,
  findInSinks,
  findInSender,
  findInNodes,
  findInSource,
  degraded,
]

/** Where frames or events of the stream stop. Pure: the same facts give the same verdict. */
export const decide = (facts: Facts): Finding => {
  for (const rule of RULES) {
    const finding = rule(facts)
    if (finding !== undefined) return finding
  }
  const events = `gaze output tail ${facts.stream.name}`
  return { verdict: 'ok', message: 'Frames come, are processed, and are given on.', next: events }
}
