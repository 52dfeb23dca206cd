import type { KubeClient } from '../../kubernetes/client.ts'
import type { Objects } from '../../kubernetes/objects.ts'
import { drift } from './drift.ts'
import { objectName } from './labels.ts'
import type { LiveObjects } from './live-objects.ts'
import type { StreamObjects } from './render/render.ts'
import type { StreamIndex } from './stream-index.ts'
import { KINDS, type OwnKind, type SiteObjects } from './site-objects.ts'

/** Where what is there of one kind differs from what is wanted. */
export interface Difference {
  readonly kind: OwnKind
  /** Paths of fields; empty where the whole object is missing, or is there and is not wanted. */
  readonly fields: readonly string[]
}

const wantedOf = <K extends OwnKind>(objects: StreamObjects, kind: K): Objects[K] | undefined =>
  ({ ConfigMap: objects.configMap, Deployment: objects.deployment, PodDisruptionBudget: objects.budget })[
    kind
  ] as Objects[K] | undefined

/** Objects of a list do not say what they are. */
const content = <T extends { apiVersion?: string; kind?: string }>({
  apiVersion: _a,
  kind: _k,
  ...rest
}: T) => rest

export const differences = (stream: string, wanted: StreamObjects, { own }: SiteObjects): Difference[] =>
  KINDS.flatMap((kind): Difference[] => {
    const object = wantedOf(wanted, kind)
    const live = own[kind].get(objectName(stream))
    if (object === undefined && live === undefined) return []
    if (object === undefined || live === undefined) return [{ kind, fields: [] }]
    const fields = drift(content(object), live)
    return fields.length === 0 ? [] : [{ kind, fields }]
  })

/** One request for each difference, and none for what is as it should be. */
export const writeObjects = async (
  client: KubeClient,
  stream: string,
  wanted: StreamObjects,
  { own }: SiteObjects,
  found: readonly Difference[],
): Promise<void> => {
  const name = objectName(stream)
  const write = async <K extends OwnKind>(kind: K, live: LiveObjects<K>): Promise<void> => {
    const object = wantedOf(wanted, kind)
    if (object !== undefined) {
      live.wrote((await client.apply(kind, object, { known: live.get(name) })).object)
      return
    }
    await client.remove(kind, name)
    live.removed(name)
  }
  for (const { kind } of found) await write(kind, own[kind] as LiveObjects<typeof kind>)
}

/** Removes all objects that carry the stream's labels, whatever their names. */
export const removeObjects = async (
  client: KubeClient,
  stream: string,
  { own }: SiteObjects,
  namesOf: StreamIndex['namesOf'],
): Promise<void> => {
  for (const kind of [...KINDS].reverse()) {
    const live = own[kind]
    const names = new Set(namesOf(kind, stream))
    if (live.get(objectName(stream)) !== undefined) names.add(objectName(stream))
    for (const name of names) {
      await client.remove(kind, name)
      live.removed(name)
    }
  }
}
