import type { KubeObject, Objects } from '../../kubernetes/objects.ts'
import { streamOf } from './observe/pod.ts'
import type { OwnKind, SiteObjects } from './site-objects.ts'
import type { Warnings } from './warnings.ts'

type Named = OwnKind | 'Pod'

/** Which streams have news, and which objects are whose. */
export interface StreamIndex {
  /** The streams that the news is about. */
  heard(kind: Named | 'Event', name?: string): readonly string[]
  /** Names of all objects of that kind that carry the stream's labels. */
  namesOf(kind: Named, stream: string): Iterable<string>
  podsOf(stream: string): readonly Objects['Pod'][]
}

const NONE: readonly string[] = []

/** Sets of names by stream; a stream with none takes no room. */
const createNames = () => {
  const all = new Map<string, Set<string>>()
  return {
    of: (stream: string): Iterable<string> => all.get(stream) ?? NONE,
    streams: (): Iterable<string> => all.keys(),
    add: (stream: string, name: string): void => {
      all.set(stream, (all.get(stream) ?? new Set()).add(name))
    },
    remove: (stream: string, name: string): void => {
      const names = all.get(stream)
      names?.delete(name)
      if (names?.size === 0) all.delete(stream)
    },
  }
}

export const createStreamIndex = (
  objects: Pick<SiteObjects, 'own' | 'pods'>,
  warnings: Pick<Warnings, 'heard'>,
): StreamIndex => {
  /** By kind and name, so that what is gone can still be told. */
  const streams = new Map<string, string>()
  const names = {
    ConfigMap: createNames(),
    Deployment: createNames(),
    PodDisruptionBudget: createNames(),
    Pod: createNames(),
  }

  const objectsOf = (kind: Named): ReadonlyMap<string, KubeObject> =>
    kind === 'Pod' ? objects.pods : objects.own[kind].all

  /** The stream that it was of, and the one that it is of. */
  const look = (kind: Named, name: string): string[] => {
    const key = `${kind}/${name}`
    const before = streams.get(key)
    const object = objectsOf(kind).get(name)
    const now = object === undefined ? undefined : streamOf(object)
    if (now === undefined) streams.delete(key)
    else streams.set(key, now)
    if (before !== undefined && before !== now) names[kind].remove(before, name)
    if (now !== undefined) names[kind].add(now, name)
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
      if (name === undefined) return [...names.Pod.streams()]
      const stream = pod === undefined ? undefined : streams.get(`Pod/${pod}`)
      return stream === undefined ? [] : [stream]
    },
    namesOf: (kind, stream) => names[kind].of(stream),
    podsOf: (stream) =>
      [...names.Pod.of(stream)].flatMap((name) => {
        const pod = objects.pods.get(name)
        return pod === undefined ? [] : [pod]
      }),
  }
}
