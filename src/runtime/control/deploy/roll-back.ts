import { GazeError, isGazeError, messageOf } from '../../errors.ts'
import type { KubeClient } from '../../kubernetes/client.ts'
import { type Deployed, type DeployOptions, deployObjects, type Plan } from './deploy.ts'
import { inventoryOf, lastGood, listRevisions, type RevisionFacts } from './history/history.ts'
import type { Revision } from './history/revision.ts'
import type { KubeObject } from './object.ts'
import { findStale } from './stale.ts'
import { removeSite } from './undeploy/remove-site.ts'

const described = (revisions: readonly Revision[]): string =>
  revisions.map(({ revision, status }) => `${revision} (${status})`).join(', ') || 'none'

/** The one to go back to: by its number, or the last good one before the newest. */
const chooseRevision = (
  revisions: readonly Revision[],
  to: number | undefined,
  namespace: string,
): Revision => {
  const newest = revisions.at(-1)
  const found =
    to === undefined
      ? revisions.findLast(
          ({ revision, status }) =>
            revision !== newest?.revision && ['deployed', 'superseded'].includes(status),
        )
      : revisions.find(({ revision }) => revision === to)
  if (found !== undefined) return found
  const what = to === undefined ? 'There is no earlier good revision' : `There is no revision ${to}`
  throw new GazeError('PRECONDITION', `${what} of the site in ${namespace}`, {
    why: `Kept: ${described(revisions)}`,
    hint: `gaze deploy history --namespace ${namespace}`,
    details: { namespace, revisions: revisions.map(({ revision }) => revision) },
  })
}

export interface RolledBack extends Deployed {
  /** The revision whose objects were applied again. */
  readonly to: number
}

const deployAgain = async (
  client: KubeClient,
  target: Revision,
  options: DeployOptions,
): Promise<RolledBack> => {
  const revisions = await listRevisions(client)
  const { version, image, set, objects, revision } = target
  const plan: Plan = {
    revisions,
    existed: true,
    stale: await findStale(client, objects, inventoryOf(revisions)),
  }
  const facts = { version, image, set, note: `rollback to ${revision}` }
  // What only the later revision had goes with it.
  return { ...(await deployObjects(client, objects, facts, plan, { ...options, prune: true })), to: revision }
}

/** What a rollback would apply. @throws GazeError PRECONDITION when there is no such revision. */
export const rollbackTarget = async (client: KubeClient, to: number | undefined): Promise<Revision> =>
  chooseRevision(await listRevisions(client), to, client.namespace)

/** Applies an earlier revision again, as a new one. @throws GazeError as {@link deployObjects}. */
export const rollBack = (client: KubeClient, target: Revision, options: DeployOptions): Promise<RolledBack> =>
  deployAgain(client, target, options)

const withWhatCameOf = (cause: unknown, came: string): GazeError => {
  const { code, why, hint, details } = isGazeError(cause)
    ? cause
    : { code: 'DEPLOY_FAILED' as const, why: undefined, hint: undefined, details: {} }
  return new GazeError(code, `${messageOf(cause)}; ${came}`, {
    ...(why === undefined ? {} : { why }),
    ...(hint === undefined ? {} : { hint }),
    details,
    cause,
  })
}

/**
 * Deploys, and where that fails puts the site back to how it was: to the last good revision, or away where there was
 * none.
 * @throws GazeError that of the deploy, which says what came of it.
 */
export const deployOrRollBack = async (
  client: KubeClient,
  objects: readonly KubeObject[],
  facts: RevisionFacts,
  plan: Plan,
  options: DeployOptions,
): Promise<Deployed> => {
  const good = lastGood(plan.revisions)
  try {
    return await deployObjects(client, objects, facts, plan, options)
  } catch (cause) {
    if (options.signal.aborted) throw cause
    await options.notice(`${messageOf(cause)}${isGazeError(cause) && cause.why ? `: ${cause.why}` : ''}`)
    if (good !== undefined) {
      await options.notice(`Rolling back to revision ${good.revision}.`)
      await deployAgain(client, good, options)
      throw withWhatCameOf(cause, `rolled back to revision ${good.revision}`)
    }
    if (plan.revisions.length > 0 || plan.existed)
      throw withWhatCameOf(cause, 'there is no good revision to go back to')
    await options.notice('There was no site before; removing what was made.')
    await removeSite(client, {
      keepData: false,
      timeoutMs: options.timeoutMs,
      signal: options.signal,
      say: options.say,
    })
    throw withWhatCameOf(cause, 'what was made is removed again')
  }
}
