import { apiStatus } from '../../kubernetes/api-error.ts'
import type { Applied, ApplyResult } from '../../kubernetes/apply.ts'
import type { KubeClient } from '../../kubernetes/client.ts'
import { type Kind, isKind, type Objects } from '../../kubernetes/objects.ts'
import { GazeError } from '../../errors.ts'
import { idOf, type KubeObject, type ObjectId } from './object.ts'
import { isOurs } from './site/labels.ts'
import { takeOver } from './take-over.ts'

/** What an apply did to one object, or would do. */
export interface Outcome {
  readonly id: ObjectId
  readonly result: ApplyResult
  readonly before: KubeObject | undefined
  readonly after: KubeObject
}

/** A kind of the API that this program knows. @throws GazeError INTERNAL */
export const kindOf = ({ kind }: Pick<ObjectId, 'kind'>): Kind => {
  if (isKind(kind)) return kind
  throw new GazeError('INTERNAL', `objects of kind ${kind} are unknown`)
}

const apply = async (client: KubeClient, object: KubeObject, dryRun: boolean): Promise<Outcome> => {
  const { name, namespace } = object.metadata
  const where = namespace === undefined ? {} : { namespace }
  const known = dryRun ? {} : { known: await takeOver(client, kindOf(object), name, where) }
  const applied: Applied<Kind> = await client.apply(kindOf(object), object as Objects[Kind], {
    dryRun,
    ...where,
    ...known,
  })
  const before = applied.before as KubeObject | undefined
  return { id: idOf(object), result: applied.result, before, after: applied.object as KubeObject }
}

/** Without its namespace the server has nothing to compare with and refuses to look. */
const newThere = (object: KubeObject): Outcome => ({
  id: idOf(object),
  result: 'created',
  before: undefined,
  after: object,
})

const isMissingNamespace = (error: unknown): boolean => apiStatus(error) === 404

/** What the API calls a forbidden update of a StatefulSet is most often its volume. */
const explained = ({ kind }: KubeObject, error: unknown): unknown => {
  if (kind !== 'StatefulSet' || apiStatus(error) !== 422 || !(error instanceof GazeError)) return error
  const { message, code, why, details } = error
  return new GazeError(code, message, {
    ...(why === undefined ? {} : { why }),
    hint: 'mongodb.storage and mongodb.storageClass are fixed once the volume is made: name those of before',
    details,
    cause: error,
  })
}

/**
 * Applies one after the other, in their order; what was applied stays when a later one fails. A namespace that is
 * there and is not ours is left as it is.
 * @throws GazeError NOT_ALLOWED, FAILED with the object that the cluster refuses, CLUSTER_UNAVAILABLE
 */
export async function* applyObjects(
  client: KubeClient,
  objects: readonly KubeObject[],
  dryRun: boolean,
): AsyncGenerator<Outcome> {
  for (const object of objects) {
    if (object.kind === 'Namespace' && (await isForeignNamespace(client, object.metadata.name))) continue
    try {
      yield await apply(client, object, dryRun)
    } catch (error) {
      if (!dryRun || !isMissingNamespace(error)) throw explained(object, error)
      yield newThere(object)
    }
  }
}

/** Whether the namespace was there before the site, with whatever else is in it. */
export const isForeignNamespace = async (client: KubeClient, name: string): Promise<boolean> => {
  const namespace = await client.get('Namespace', name)
  return namespace !== undefined && !isOurs(namespace)
}
