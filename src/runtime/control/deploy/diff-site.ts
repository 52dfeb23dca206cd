import type { KubeClient } from '../../kubernetes/client.ts'
import { GazeError, isGazeError, messageOf } from '../../errors.ts'
import { applyObjects, type Outcome } from './apply-objects.ts'
import { manifestOf } from './manifest.ts'
import { type KubeObject, type ObjectId, titleOf } from './object.ts'
import { readObject, type Stale } from './stale.ts'
import { textDiff } from './text-diff.ts'

export interface ObjectDiff {
  readonly id: ObjectId
  /** A unified diff of YAML. */
  readonly diff: string
}

/** Without what the server alone writes, so that only what an apply changes differs. */
const shown = async (object: KubeObject | undefined): Promise<string> => {
  if (object === undefined) return ''
  const { status: _, metadata, ...rest } = object
  const {
    managedFields: _m,
    resourceVersion: _r,
    generation: _g,
    uid: _u,
    creationTimestamp: _c,
    ...kept
  } = metadata as Record<string, unknown>
  return manifestOf([{ ...rest, metadata: kept } as unknown as KubeObject])
}

const diffOf = async ({
  id,
  before,
  after,
}: Pick<Outcome, 'id' | 'before'> & { after?: KubeObject }): Promise<ObjectDiff> => ({
  id,
  diff: textDiff(await shown(before), await shown(after), titleOf(id)),
})

/**
 * What a deploy would change, by asking the server what each apply would lead to; `stale` is what a prune would remove.
 * @throws GazeError NOT_COMPARED with the reason.
 */
export const diffSite = async (
  client: KubeClient,
  objects: readonly KubeObject[],
  stale: readonly Stale[],
): Promise<ObjectDiff[]> => {
  const diffs: ObjectDiff[] = []
  for await (const outcome of applyObjects(client, objects, true))
    if (outcome.result !== 'unchanged') diffs.push(await diffOf(outcome))
  for (const { id } of stale) diffs.push(await diffOf({ id, before: await readObject(client, id) }))
  return diffs
}

/** Whatever stops a comparison is one kind of failure, so that scripts can tell it from a difference. */
export const comparing = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'AbortError') throw cause
    const { why, hint } = isGazeError(cause) ? cause : { why: undefined, hint: undefined }
    throw new GazeError('NOT_COMPARED', `The site cannot be compared: ${messageOf(cause)}`, {
      ...(why === undefined ? {} : { why }),
      ...(hint === undefined ? {} : { hint }),
      cause,
    })
  }
}
