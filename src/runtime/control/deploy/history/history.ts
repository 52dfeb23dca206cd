import { GazeError, isGazeError } from '../../../errors.ts'
import type { KubeClient } from '../../../kubernetes/client.ts'
import { idOf, keyOf, type ObjectId } from '../object.ts'
import {
  fromConfigMap,
  REVISION_LABEL,
  type Revision,
  type RevisionStatus,
  revisionName,
  toConfigMap,
} from './revision.ts'

/** What a deploy says of itself. */
export type RevisionFacts = Pick<Revision, 'version' | 'image' | 'set' | 'note'>

/** How many are kept. */
const KEPT = 10

/** Every revision that is kept, the newest last. */
export const listRevisions = async (client: KubeClient): Promise<Revision[]> => {
  const { items } = await client.list('ConfigMap', { labelSelector: REVISION_LABEL })
  return items.map(fromConfigMap).sort((a, b) => a.revision - b.revision)
}

export const lastGood = (revisions: readonly Revision[]): Revision | undefined =>
  revisions.findLast(({ status }) => status === 'deployed')

/** Every object that a kept revision applied, once. */
export const inventoryOf = (revisions: readonly Revision[]): ObjectId[] => {
  const ids = revisions.flatMap(({ objects }) => objects.map(idOf))
  return [...new Map(ids.map((id) => [keyOf(id), id])).values()]
}

/**
 * Takes the next number, so that two deploys at once cannot both go on.
 * @throws GazeError CONFLICT when somebody else just took it.
 */
export const beginRevision = async (
  client: KubeClient,
  revisions: readonly Revision[],
  facts: RevisionFacts & Pick<Revision, 'objects'>,
): Promise<Revision> => {
  const revision: Revision = {
    ...facts,
    revision: (revisions.at(-1)?.revision ?? 0) + 1,
    status: 'pending',
    deployedAt: new Date().toISOString(),
  }
  try {
    await client.create('ConfigMap', toConfigMap(revision))
  } catch (cause) {
    if (!isGazeError(cause, 'CONFLICT')) throw cause
    throw new GazeError('CONFLICT', `Somebody else is deploying to ${client.namespace} at this moment`, {
      hint: 'gaze deploy history shows it; repeat the command afterwards',
      cause,
    })
  }
  return revision
}

const write = async (client: KubeClient, revision: Revision): Promise<void> => {
  await client.apply('ConfigMap', toConfigMap(revision))
}

/** What an earlier revision is once that one has settled. One that has not ended may still wait, and says so when it ends. */
const outdone = (each: Revision, { status, revision }: Revision): Revision => {
  if (status !== 'deployed') return each
  if (each.status === 'pending')
    return {
      ...each,
      status: 'failed',
      note: `${each.note}: not finished when revision ${revision} was deployed`,
    }
  return each.status === 'deployed' ? { ...each, status: 'superseded' } : each
}

/** What was before says so, and the oldest go; the last good one always stays. */
const tidy = async (client: KubeClient, revisions: readonly Revision[], settled: Revision): Promise<void> => {
  for (const each of revisions.filter(({ revision }) => revision < settled.revision)) {
    const next = outdone(each, settled)
    if (next !== each) await write(client, next)
  }
  const good = lastGood(revisions)
  const old = revisions.slice(0, -KEPT).filter(({ revision }) => revision !== good?.revision)
  for (const { revision } of old) await client.remove('ConfigMap', revisionName(revision))
}

/** Says how it ended; one that ends after a later one was deployed is superseded. */
export const settleRevision = async (
  client: KubeClient,
  revision: Revision,
  status: Exclude<RevisionStatus, 'pending'>,
  note = revision.note,
): Promise<void> => {
  const settled = { ...revision, status, note }
  await write(client, settled)
  const revisions = await listRevisions(client)
  const isPast = revisions.some((each) => each.revision > settled.revision && each.status === 'deployed')
  if (isPast && status === 'deployed') await write(client, { ...settled, status: 'superseded' })
  else await tidy(client, revisions, settled)
}
