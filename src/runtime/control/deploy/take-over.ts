import { isDeepStrictEqual } from 'node:util'
import { isGazeError } from '../../errors.ts'
import type { KubeClient } from '../../kubernetes/client.ts'
import type { Kind, Objects } from '../../kubernetes/objects.ts'

type Fields = { readonly [field: string]: Fields }

/** What one manager has written into an object, as the API keeps it. */
interface ManagedFields {
  readonly manager?: string
  readonly operation?: string
  readonly subresource?: string
  readonly fieldsV1?: object
}

const TRIES = 5
const KUBECTL = 'kubectl-client-side-apply'
const LAST_APPLIED = 'f:kubectl.kubernetes.io/last-applied-configuration'

const isOurs = ({ manager, operation, subresource }: ManagedFields): boolean =>
  manager === 'gaze' && operation === 'Apply' && subresource === undefined
const isTheirs = ({ manager, operation, subresource }: ManagedFields): boolean =>
  manager === KUBECTL && operation === 'Update' && subresource === undefined

const union = (a: Fields, b: Fields): Fields => {
  const both: Record<string, Fields> = { ...a }
  for (const [field, below] of Object.entries(b)) both[field] = union(both[field] ?? {}, below)
  return both
}

/** The note that it needs when it applies again, which stays its own. */
const NOTE: Fields = { 'f:metadata': { 'f:annotations': { '.': {}, [LAST_APPLIED]: {} } } }
const isNote = ({ fieldsV1 }: ManagedFields): boolean => isDeepStrictEqual(fieldsV1, NOTE)

const withoutNote = (fields: Fields): Fields => {
  const { 'f:metadata': metadata = {}, ...rest } = fields
  const { 'f:annotations': annotations = {}, ...others } = metadata
  const { [LAST_APPLIED]: _note, '.': _map, ...kept } = annotations
  return { ...rest, 'f:metadata': { ...others, 'f:annotations': kept } }
}

/** With all that `kubectl apply` owned as ours, but for its note; undefined where it owned nothing else. */
export const takenOver = <T extends ManagedFields>(managed: readonly T[]): T[] | undefined => {
  const theirs = managed.find(isTheirs)
  if (theirs === undefined || isNote(theirs)) return undefined
  const own = managed.find(isOurs)
  const fieldsV1 = union((own?.fieldsV1 ?? {}) as Fields, withoutNote((theirs.fieldsV1 ?? {}) as Fields))
  const others = managed.filter((entry) => entry !== own && entry !== theirs)
  const ours = { ...(own ?? theirs), manager: 'gaze', operation: 'Apply', fieldsV1 }
  return [ours, { ...theirs, fieldsV1: NOTE }, ...others]
}

/**
 * Makes what `kubectl apply -f manifests/gaze.yaml` owns of an object ours, as `kubectl apply --server-side` does it
 * (k8s.io/client-go/util/csaupgrade): what two own stays when one of them names it no longer. Gives the object as it is
 * then. @throws GazeError CONFLICT, NOT_ALLOWED, CLUSTER_UNAVAILABLE
 */
export const takeOver = async <K extends Kind>(
  client: KubeClient,
  kind: K,
  name: string,
  where: { readonly namespace?: string },
): Promise<Objects[K] | undefined> => {
  for (let tries = 1; ; tries += 1) {
    const object = await client.get(kind, name, where)
    const managedFields = takenOver(object?.metadata?.managedFields ?? [])
    if (object === undefined || managedFields === undefined) return object
    try {
      return await client.replace(kind, { ...object, metadata: { ...object.metadata, managedFields } }, where)
    } catch (error) {
      // Controllers write at any moment.
      if (!isGazeError(error, 'CONFLICT') || tries === TRIES) throw error
    }
  }
}
