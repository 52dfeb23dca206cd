import type { ObservedPod } from '../../types.ts'

type Said = Pick<ObservedPod, 'reason' | 'message'>

/** One sentence from what happened and what to do about it. */
const say = (reason: string, what: string, next: string): Said => ({
  reason,
  message: next === '' ? what : `${what}; ${next}`,
})

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** The kubelet says the same failure with and without these words in front. */
const PULL_PREFIXES = [/^Back-off pulling image "[^"]*":\s*/, /^ErrImagePull:\s*/, /^rpc error: .*? desc = /]

export const pullFailed = (image: string, message: string): Said => {
  const why = PULL_PREFIXES.reduce((text, prefix) => text.replace(prefix, ''), oneLine(message))
  const next =
    'check its name, that the nodes reach the registry, and that --pull-secret names a Secret that may read it'
  // The first answer says why, later ones may only say that it is tried again.
  const detail = why === '' || why.startsWith('Back-off pulling image') ? '' : `: ${why}`
  return say('ImagePullBackOff', `image ${image} cannot be pulled${detail}`, next)
}

export const unschedulable = (stream: string, message: string): Said =>
  say(
    'Unschedulable',
    `no node can take the pod: ${oneLine(message).replace(/\.$/, '')}`,
    `ask for less with gaze stream scale ${stream} --cpu, --memory, --resource or --node-selector, or add a node`,
  )

/** Its nodes are away for a moment, as after an outage. */
export const notYetSchedulable = (message: string): Said =>
  say('NodeNotReady', `no node can take the pod yet: ${oneLine(message).replace(/\.$/, '')}`, '')

export const outOfMemory = (stream: string, limit: string | undefined): Said =>
  say(
    'OOMKilled',
    limit === undefined
      ? 'its node ran out of memory, and the pod was ended'
      : `the pod used more than its ${limit} of memory and was ended`,
    `give it more: gaze stream scale ${stream} --memory`,
  )

/** Node.js gives its heap a share of the container's memory. */
export const heapFull = (stream: string, what: string): Said =>
  say('HeapFull', what, `give it more, or less to hold: gaze stream scale ${stream} --memory`)

export const evicted = (node: string, message: string): Said =>
  say(
    'Evicted',
    `the pod was evicted from node ${node || 'unknown'}: ${oneLine(message).replace(/\.$/, '')}`,
    'make room on that node, or ask with --memory and --resource for what the pod needs',
  )

export const nodeSilent = (node: string): Said =>
  say(
    'NodeNotReady',
    `node ${node} does not answer`,
    'look at it (kubectl describe node); after some minutes the cluster starts the pod elsewhere',
  )

export const podFailed = (reason: string, message: string): Said =>
  say(reason || 'Failed', oneLine(message) || 'the pod has failed', '')

/** The container cannot even be made. */
export const cannotStart = (reason: string, message: string): Said =>
  say(
    reason,
    `the container cannot be made: ${oneLine(message)}`,
    'correct what it complains of; secrets are set with gaze stream scale --secret-env',
  )

export const probeFailing = (stream: string, message: string): Said =>
  say('ProbeFailing', oneLine(message), `gaze logs tail ${stream} shows what the pod says`)

export const cannotMount = (message: string): Said =>
  say('FailedMount', oneLine(message), 'set what is missing; secrets with gaze stream scale --secret-env')

/** Quotas are told apart by their text alone: the API has no reason of its own for them. */
export const cannotCreate = (what: string, message: string): Said => {
  const why = oneLine(message)
  if (why.includes('exceeded quota'))
    return say(
      'QuotaExceeded',
      `the namespace has no room for ${what}: ${why}`,
      'ask for less with --cpu and --memory, scale other streams down, or have the quota raised',
    )
  const isUnmeasured = why.includes('failed quota') && why.includes('must specify')
  return say(
    'Refused',
    `the cluster refuses ${what}: ${why}`,
    isUnmeasured ? 'say what a pod takes, with --cpu and --memory' : 'correct what it complains of',
  )
}
