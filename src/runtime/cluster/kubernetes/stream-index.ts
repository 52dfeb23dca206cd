import type { KubeObject, Objects } from '../../kubernetes/objects.ts'
import { streamOf } from './observe/pod.ts'
import type { OwnKind, SiteObjects } from './site-objects.ts'
import type { Warnings } from './warnings.ts'

type Named = OwnKind | 'Pod'

/** Which streams have news, and which pods are whose. */
export interface StreamIndex {
  /** The streams that the news is about. */
  heard(kind: Named | 'Event', name?: string): readonly string[]
  podsOf(stream: string): readonly Objects['Pod'][]
}

export const createStreamIndex = (objects: SiteObjects, warnings: Warnings): StreamIndex => {
  /** By kind and name, so that what is gone can still be told. */
  const streams = new Map<string, string>()
  const pods = new Map<string, Set<string>>()

  const objectsOf = (kind: Named): ReadonlyMap<string, KubeObject> =>
    kind === 'Pod' ? objects.pods : objects.own[kind].all

  const forgetPod = (stream: string, name: string): void => {
    const names = pods.get(stream)
    names?.delete(name)
    if (names?.size === 0) pods.delete(stream)
  }

  /** The stream that it was of, and the one that it is of. */
  const look = (kind: Named, name: string): string[] => {
    const key = `${kind}/${name}`
    const before = streams.get(key)
    const object = objectsOf(kind).get(name)
    const now = object === undefined ? undefined : streamOf(object)
    if (now === undefined) streams.delete(key)
    else streams.set(key, now)
    if (kind === 'Pod') {
      if (before !== undefined && before !== now) forgetPod(before, name)
      if (now !== undefined) pods.set(now, (pods.get(now) ?? new Set()).add(name))
    }
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
      if (name === undefined) return [...pods.keys()]
      const stream = pod === undefined ? undefined : streams.get(`Pod/${pod}`)
      return stream === undefined ? [] : [stream]
    },
    podsOf: (stream) =>
      [...(pods.get(stream) ?? [])].flatMap((name) => {
        const pod = objects.pods.get(name)
        return pod === undefined ? [] : [pod]
      }),
  }
}
