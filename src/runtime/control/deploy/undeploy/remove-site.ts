import { setTimeout as sleep } from 'node:timers/promises'
import { formatDuration } from '../../../duration.ts'
import { GazeError } from '../../../errors.ts'
import { apiStatus } from '../../../kubernetes/api-error.ts'
import type { KubeClient } from '../../../kubernetes/client.ts'
import type { Objects } from '../../../kubernetes/objects.ts'
import { type ObjectId, titleOf } from '../object.ts'
import { isOurs } from '../site/labels.ts'
import { type Content, foreignContents, siteContents } from './site-contents.ts'

const LOOK_MS = 500

export interface RemoveOptions {
  readonly keepData: boolean
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Told what is waited for. */
  say(text: string): void
  /** Told what was removed. */
  removed?(id: ObjectId): Promise<void>
}

export interface RemovedSite {
  readonly result: 'removed' | 'unchanged'
  /** What was left, by kubectl's names: data that is kept, and a namespace with things of others in it. */
  readonly kept: readonly string[]
}

const removeContents = async (
  client: KubeClient,
  contents: readonly Content[],
  options: RemoveOptions,
): Promise<void> => {
  for (const { kind, id, uid, follows, going } of contents) {
    if (follows || going) continue
    options.signal.throwIfAborted()
    if (await client.remove(kind, id.name, { uid })) await options.removed?.(id)
  }
}

const timedOut = (left: readonly string[], { timeoutMs }: RemoveOptions, namespace: string): GazeError =>
  new GazeError('TIMEOUT', `The site in ${namespace} was not gone within ${formatDuration(timeoutMs)}`, {
    why: `Still there: ${left.slice(0, 8).join(', ')}${left.length > 8 ? ` and ${left.length - 8} more` : ''}`,
    hint: 'Repeat the command with a longer --timeout',
    details: { namespace, left },
  })

/** Looks until nothing of it is left; what somebody makes again meanwhile is removed again. */
const untilGone = async (
  client: KubeClient,
  deadline: number,
  options: RemoveOptions,
  look: () => Promise<readonly Content[]>,
): Promise<void> => {
  for (;;) {
    const left = await look()
    if (left.length === 0) return
    const titles = left.map(({ id }) => titleOf(id))
    if (performance.now() >= deadline) throw timedOut(titles, options, client.namespace)
    options.say(`Waiting for ${titles.length} objects to go: ${titles[0]}`)
    await sleep(LOOK_MS, undefined, { signal: options.signal })
    await removeContents(client, left, { ...options, removed: async () => {} })
  }
}

/** info-update would put the streams back, so it goes first and wholly. */
const isInfoUpdate = ({ id, kind }: Content): boolean =>
  (kind === 'Deployment' && id.name === 'info-update') ||
  (kind === 'Pod' && id.name.startsWith('info-update-'))

const removeNamespace = async (
  client: KubeClient,
  deadline: number,
  options: RemoveOptions,
): Promise<void> => {
  const id: ObjectId = { apiVersion: 'v1', kind: 'Namespace', name: client.namespace }
  if (await client.remove('Namespace', client.namespace)) await options.removed?.(id)
  for (;;) {
    if ((await client.get('Namespace', client.namespace)) === undefined) return
    if (performance.now() >= deadline) throw timedOut([titleOf(id)], options, client.namespace)
    options.say(`Waiting for ${titleOf(id)} to go`)
    await sleep(LOOK_MS, undefined, { signal: options.signal })
  }
}

/** A namespace that stays is no longer said to be ours. */
const disown = async (client: KubeClient, namespace: Objects['Namespace']): Promise<void> => {
  const ours = /^(?:app\.kubernetes\.io|pod-security\.kubernetes\.io)\//
  const labels = Object.fromEntries(
    Object.entries(namespace.metadata?.labels ?? {}).filter(([key]) => !ours.test(key)),
  )
  await client.replace('Namespace', { ...namespace, metadata: { ...namespace.metadata, labels } })
}

/**
 * Removes all that carries our label in the client's namespace, and the namespace where it is ours and nothing else is
 * in it; returns when it is gone.
 * @throws GazeError TIMEOUT with what is left, NOT_ALLOWED, CLUSTER_UNAVAILABLE; the reason of `signal`.
 */
export const removeSite = async (client: KubeClient, options: RemoveOptions): Promise<RemovedSite> => {
  const deadline = performance.now() + options.timeoutMs
  const look = (): Promise<Content[]> => siteContents(client, options.keepData)
  const contents = await look()
  const namespace = await client.get('Namespace', client.namespace)
  const owned = namespace !== undefined && isOurs(namespace)
  if (contents.length === 0 && (!owned || options.keepData)) return { result: 'unchanged', kept: [] }

  await removeContents(client, contents.filter(isInfoUpdate), options)
  await untilGone(client, deadline, options, async () => (await look()).filter(isInfoUpdate))
  await removeContents(
    client,
    contents.filter((content) => !isInfoUpdate(content)),
    options,
  )
  await untilGone(client, deadline, options, look)

  if (options.keepData) {
    const kept = await siteContents(client, false)
    return { result: 'removed', kept: kept.map(({ id }) => titleOf(id)) }
  }
  if (!owned) return { result: 'removed', kept: [] }
  const foreign = await foreignContents(client)
  if (foreign.length === 0) {
    await removeNamespace(client, deadline, options)
    return { result: 'removed', kept: [] }
  }
  const current = await client.get('Namespace', client.namespace)
  if (current !== undefined) await disown(client, current)
  return { result: 'removed', kept: [`namespace/${client.namespace}`, ...foreign.map(titleOf)] }
}

/** What an undeploy would remove. */
export const wouldRemove = async (client: KubeClient, keepData: boolean): Promise<ObjectId[]> => {
  const contents = await siteContents(client, keepData)
  const namespace = await client.get('Namespace', client.namespace).catch((error: unknown) => {
    if (apiStatus(error) === 403) return undefined
    throw error
  })
  const ids = contents.map(({ id }) => id)
  if (keepData || namespace === undefined || !isOurs(namespace)) return ids
  return (await foreignContents(client)).length > 0
    ? ids
    : [...ids, { apiVersion: 'v1', kind: 'Namespace', name: client.namespace }]
}
