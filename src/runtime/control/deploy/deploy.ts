import { GazeError, messageOf } from '../../errors.ts'
import { apiStatus } from '../../kubernetes/api-error.ts'
import type { ApplyResult } from '../../kubernetes/apply.ts'
import type { KubeClient } from '../../kubernetes/client.ts'
import { stableJson } from '../../stable-json.ts'
import { applyObjects, isForeignNamespace } from './apply-objects.ts'
import type { ChosenSite } from './choose-site.ts'
import { keepDatabase } from './forgotten.ts'
import {
  beginRevision,
  inventoryOf,
  lastGood,
  listRevisions,
  type RevisionFacts,
  settleRevision,
} from './history/history.ts'
import type { Revision } from './history/revision.ts'
import type { KubeObject, ObjectId } from './object.ts'
import { waitForRollouts } from './rollout/wait.ts'
import { readWarnings } from './rollout/warnings.ts'
import { OWNER } from './site/labels.ts'
import type { SiteOptions } from './site/options.ts'
import { findStale, pruneObjects, type Stale } from './stale.ts'

export type DeployResult = ApplyResult | 'removed'

/** Where a deploy tells what it does; the caller prints it. */
export interface DeployListener {
  /** One object was applied or pruned. */
  applied(id: ObjectId, result: DeployResult): Promise<void>
  /** Something that a person wants to know and that is no failure. */
  notice(text: string): Promise<void>
  /** What is waited for now. */
  say(text: string): void
}

export interface DeployOptions extends DeployListener {
  readonly prune: boolean
  readonly wait: boolean
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** What there is to do, and what was there. */
export interface Plan {
  readonly revisions: readonly Revision[]
  readonly stale: readonly Stale[]
  /** Whether the site was there, whoever applied it. */
  readonly existed: boolean
}

/** @throws GazeError PRECONDITION when the Secret with the database's address is not there or lacks it. */
const checkUriSecret = async (client: KubeClient, { mongodb, namespace }: SiteOptions): Promise<void> => {
  if (mongodb.uriSecret === '') return
  const secret = await client.get('Secret', mongodb.uriSecret).catch((error: unknown) => {
    // Whoever may deploy need not be able to read Secrets; the pods will tell.
    if (apiStatus(error) === 403) return { data: { uri: '' } }
    throw error
  })
  if (secret?.data?.uri !== undefined) return
  throw new GazeError(
    'PRECONDITION',
    `Secret ${mongodb.uriSecret} in ${namespace} has no connection string`,
    {
      why: secret === undefined ? 'There is no such Secret' : 'It has no key "uri"',
      hint: `kubectl -n ${namespace} create secret generic ${mongodb.uriSecret} --from-file=uri=FILE`,
    },
  )
}

/** @throws GazeError PRECONDITION while what was there before is still going. */
const checkNamespace = async (client: KubeClient): Promise<void> => {
  const namespace = await client.get('Namespace', client.namespace)
  if (namespace?.metadata?.deletionTimestamp === undefined) return
  throw new GazeError('PRECONDITION', `Namespace ${client.namespace} is being removed`, {
    hint: 'Repeat the command when it is gone',
  })
}

/** Reads what an earlier deploy left. @throws GazeError PRECONDITION, NOT_ALLOWED, CLUSTER_UNAVAILABLE */
export const planDeploy = async (
  client: KubeClient,
  { options, set, objects }: ChosenSite,
): Promise<Plan> => {
  await checkNamespace(client)
  await checkUriSecret(client, options)
  const revisions = await listRevisions(client)
  keepDatabase(revisions, set)
  const existed = (await client.get('ConfigMap', OWNER)) !== undefined
  return { revisions, existed, stale: await findStale(client, objects, inventoryOf(revisions)) }
}

const isSame = (revision: Revision | undefined, objects: readonly KubeObject[]): boolean =>
  revision !== undefined && stableJson(revision.objects) === stableJson(objects)

interface Changes {
  readonly objects: readonly KubeObject[]
  readonly stale: readonly Stale[]
}

const change = async (
  client: KubeClient,
  { objects, stale }: Changes,
  options: DeployOptions,
): Promise<DeployResult> => {
  const results: DeployResult[] = []
  const warnings = options.wait ? [...(await readWarnings(client)).values()] : []
  for await (const { id, result } of applyObjects(client, objects, false)) {
    results.push(result)
    await options.applied(id, result)
  }
  if (options.prune)
    for await (const { id } of pruneObjects(client, stale, false)) {
      results.push('removed')
      await options.applied(id, 'removed')
    }
  if (options.wait)
    await waitForRollouts(client, objects, { ...options, earlier: new Set(warnings.map(({ id }) => id)) })
  if (results.every((result) => result === 'unchanged')) return 'unchanged'
  return results.every((result) => result === 'created') ? 'created' : 'configured'
}

export interface Deployed {
  readonly result: DeployResult
  readonly revision: number
}

/**
 * Applies the objects as a new revision of the site; what is there already as it should be gets none. An earlier one
 * that was interrupted is simply followed by this one.
 * @throws GazeError DEPLOY_FAILED, TIMEOUT, CONFLICT, NOT_ALLOWED, FAILED, CLUSTER_UNAVAILABLE
 */
export const deployObjects = async (
  client: KubeClient,
  objects: readonly KubeObject[],
  facts: RevisionFacts,
  { revisions, stale }: Plan,
  options: DeployOptions,
): Promise<Deployed> => {
  const last = revisions.at(-1)
  if (last?.status === 'pending')
    await options.notice(`Revision ${last.revision} was not finished; this one takes its place.`)
  if (last?.status === 'deployed' && isSame(last, objects))
    return { result: await change(client, { objects, stale }, options), revision: last.revision }
  // The history is kept in the namespace, so that has to be there first.
  const [namespace, rest] = [objects.slice(0, 1), objects.slice(1)]
  for await (const { id, result } of applyObjects(client, namespace, false)) await options.applied(id, result)
  const revision = await beginRevision(client, revisions, { ...facts, objects })
  try {
    const result = await change(client, { objects: rest, stale }, options)
    await settleRevision(client, revision, 'deployed')
    return {
      result: lastGood(revisions) === undefined && result === 'created' ? 'created' : result,
      revision: revision.revision,
    }
  } catch (error) {
    if (!options.signal.aborted)
      // It says less than what made the deploy fail.
      await settleRevision(client, revision, 'failed', failureNote(revision.note, error)).catch(
        (unsettled: unknown) =>
          options.notice(`Revision ${revision.revision} is not noted as failed: ${messageOf(unsettled)}`),
      )
    throw error
  }
}

const failureNote = (note: string, error: unknown): string => {
  const { message, why } = error as Partial<GazeError>
  return `${note}: ${[message, why].filter(Boolean).join(': ')}`.slice(0, 1_000)
}

/** Said of what will not be the site's own afterwards. @throws GazeError */
export const warnOfForeignNamespace = async (client: KubeClient, listener: DeployListener): Promise<void> => {
  if (!(await isForeignNamespace(client, client.namespace))) return
  await listener.notice(
    `Namespace ${client.namespace} was there before; its labels are left as they are, and Pod Security with them.`,
  )
}
