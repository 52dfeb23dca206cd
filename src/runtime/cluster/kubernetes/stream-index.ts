import type { KubeObject, Objects } from '../../kubernetes/objects.ts'
import { streamOf } from './observe/pod.ts'
import type { OwnKind, SiteObjects } from './site-objects.ts'
import type { Warnings } from './warnings.ts'

type Named = OwnKind | 'Pod'

/** Which streams have news, and which objects are whose. */
export interface StreamIndex {
  /** The streams that the news is about. */
  heard(kind: Named | 'Event', name?: string): readonly string[]
  podsOf(stream: string): readonly Objects['Pod'][]
  /** Names of the objects of that kind that carry the stream's labels. */
  namesOf(kind: Named, stream: string): Iterable<string>
}

export const createStreamIndex = (
  objects: Pick<SiteObjects, 'own' | 'pods'>,
  warnings: Pick<Warnings, 'heard'>,
): StreamIndex => {
  /** By kind and name, so that what is gone can still be told. */
  const streams = new Map<string, string>()
  const names: Readonly<Record<Named, Map<string, Set<string>>>> = {
    ...{ ConfigMap: new Map(), Deployment: new Map(), PodDisruptionBudget: new Map(), Pod: new Map() },
  }

  const objectsOf = (kind: Named): ReadonlyMap<string, KubeObject> =>
    kind === 'Pod' ? objects.pods : objects.own[kind].all

  const forget = (kind: Named, stream: string, name: string): void => {
    const own = names[kind].get(stream)
    own?.delete(name)
    if (own?.size === 0) names[kind].delete(stream)
  }

  /** The stream that it was of, and the one that it is of. */
  const look = (kind: Named, name: string): string[] => {
    const key = `${kind}/${name}`
    const before = streams.get(key)
    const object = objectsOf(kind).get(name)
    const now = object === undefined ? undefined : streamOf(object)
    if (now === undefined) streams.delete(key)
    else streams.set(key, now)
    if (before !== undefined && before !== now) forget(kind, before, name)
    if (now !== undefined) names[kind].set(now, (names[kind].get(now) ?? new Set()).add(name))
    return [before, now].filter((stream): stream is string => stream !== undefined)
  }

  const lookAtAll = (kind: Named): string[] => {
    const known = [...streams.keys()]
      .filter((key) => key.startsWith(`${kind}/`))
      .map((key) => key.slice(kind.length + 1))
    return [...new Set([...known, ...objectsOf(kind).keys()])].flatMap((name) => look(kind, name))
  }

  return {
    heard: (kind, name) => {
      if (kind !== 'Event') return name === undefined ? lookAtAll(kind) : look(kind, name)
      const pod = warnings.heard(name)
      if (name === undefined) return [...names.Pod.keys()]
      const stream = pod === undefined ? undefined : streams.get(`Pod/${pod}`)
      return stream === undefined ? [] : [stream]
    },
    podsOf: (stream) =>
      [...(names.Pod.get(stream) ?? [])].flatMap((name) => {
        const pod = objects.pods.get(name)
        return pod === undefined ? [] : [pod]
      }),
    namesOf: (kind, stream) => names[kind].get(stream) ?? [],
  }
}
