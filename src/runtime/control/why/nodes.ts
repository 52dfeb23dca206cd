import { nodeType } from '../../nodes/registry.ts'
import { failsMostly } from '../../pipeline/engine/measure/fails-mostly.ts'
import type { NodeRecord } from '../../pipeline/engine/options.ts'
import { type Facts, type Finding, isSinkType, nodesOf, share } from './facts.ts'

/** A node that took this many and gave nothing is worth naming: frames go through, things to see come now and then. */
const SILENT_AFTER = { frames: 10, things: 75, events: 250 } as const

/** What goes wrong inside the pod that does the work. */
export const findInNodes = (facts: Facts): Finding | undefined => {
  const nodes = nodesOf(facts)
  return (
    sinkRefused(facts, nodes) ??
    nodeFailed(facts, nodes) ??
    nodeFailing(facts, nodes) ??
    eventsNotLogged(facts) ??
    podSlow(facts) ??
    nodeLosing(facts, nodes) ??
    nodeSilent(facts, nodes)
  )
}

const isSink = ({ type }: NodeRecord): boolean => isSinkType(type)

const isTroubled = ({ state }: NodeRecord): boolean => state === 'failed' || state === 'blocked'

const lostAll = (node: NodeRecord): boolean =>
  isSink(node) && node.in > 0 && node.out === 0 && Object.values(node.dropped).some((count) => count > 0)

const sinkRefused = ({ stream }: Facts, nodes: readonly NodeRecord[]): Finding | undefined => {
  const sink = nodes.find((node) => isSink(node) && (isTroubled(node) || lostAll(node)))
  if (sink === undefined) return undefined
  return {
    verdict: 'SINK_REFUSED',
    message: `The sink ${sink.id} does not get rid of what it has: ${sink.message || dropsOf(sink)}.`,
    next: `See that its target is there and takes what comes; gaze logs tail ${stream.name}`,
  }
}

const dropsOf = ({ dropped }: NodeRecord): string =>
  Object.entries(dropped)
    .map(([reason, count]) => `${count} dropped (${reason})`)
    .join(', ')

const nodeFailed = ({ stream }: Facts, nodes: readonly NodeRecord[]): Finding | undefined => {
  const node = nodes.find(isTroubled)
  if (node === undefined) return undefined
  return {
    verdict: node.state === 'failed' ? 'NODE_FAILED' : 'NODE_BLOCKED',
    message: `Node ${node.id} (${node.type}) cannot go on: ${node.message}.`,
    next: `gaze logs tail ${stream.name}`,
  }
}

/** One of so many items lost, and so many at least, is more than bad pictures now and then. */
const LOSING = { oneOf: 10, least: 10 } as const

const losesMany = ({ in: taken, dropped: { error = 0 } }: NodeRecord): boolean =>
  error >= LOSING.least && error * LOSING.oneOf >= taken

const nodeFailing = (facts: Facts, nodes: readonly NodeRecord[]): Finding | undefined =>
  failuresOf(
    facts,
    nodes.find((each) => !isSink(each) && failsMostly(each)),
  )

/** Before silence: what a node loses is often why those behind it have nothing to give. */
const nodeLosing = (facts: Facts, nodes: readonly NodeRecord[]): Finding | undefined =>
  failuresOf(
    facts,
    nodes.find((each) => !isSink(each) && losesMany(each)),
  )

const failuresOf = ({ stream }: Facts, node: NodeRecord | undefined): Finding | undefined => {
  if (node === undefined) return undefined
  return {
    verdict: 'NODE_FAILING',
    message: `Node ${node.id} (${node.type}) has failed on ${node.dropped.error ?? 0} of ${node.in}: ${node.message || 'its log says why'}.`,
    next: `${modelCheck(node)}gaze logs tail ${stream.name}`,
  }
}

/** For nodes with a model: it can be tried alone. */
const modelCheck = ({ type }: NodeRecord): string =>
  nodeType(type)?.params.model?.type === 'model' ? 'gaze model check MODEL --image FILE; ' : ''

const eventsNotLogged = ({ stream, podStates }: Facts): Finding | undefined => {
  const state = podStates.find(({ events }) => events.problem !== '')
  if (state === undefined) return undefined
  return {
    verdict: 'EVENTS_NOT_LOGGED',
    message: `The event log of ${state.pod} cannot be written: ${state.events.problem}.`,
    next: `Make room on the disk of the state directory; gaze logs tail ${stream.name}`,
  }
}

const podSlow = (facts: Facts): Finding | undefined => {
  const { of: came, dropped } = share(facts, ['slow-pod'])
  // What came while no pod was there says nothing of how fast one is.
  const of = came - share(facts, ['no-ready-pod', 'stopped', 'malformed']).dropped
  if (dropped === 0 || dropped * 5 < of) return undefined
  const { name, order } = facts.stream
  const more = order ? '' : `, or gaze stream scale ${name} --replicas N`
  return {
    verdict: 'POD_SLOW',
    message: `The pods are slower than the frames come: ${dropped} of the last ${of} frames were replaced by newer ones.`,
    next: `Send fewer or smaller frames${more}`,
  }
}

const silentAfter = ({ type }: NodeRecord): number => {
  const gives = nodeType(type)?.gives ?? []
  if (gives.includes('frames')) return SILENT_AFTER.frames
  return gives.every((kind) => kind === 'events') ? SILENT_AFTER.events : SILENT_AFTER.things
}

const nodeSilent = ({ stream }: Facts, nodes: readonly NodeRecord[]): Finding | undefined => {
  // What a container's own node does is its author's business.
  const known = nodes.filter(({ type }) => nodeType(type) !== undefined)
  const node = known.find((each) => !isSink(each) && each.out === 0 && each.in >= silentAfter(each))
  if (node === undefined) return undefined
  return {
    verdict: 'NODE_SILENT',
    message: `Node ${node.id} (${node.type}) has taken ${node.in} and given nothing on${node.message && `: ${node.message}`}.`,
    next: `${modelCheck(node)}gaze node show ${node.type} explains its parameters; gaze logs tail ${stream.name}`,
  }
}
