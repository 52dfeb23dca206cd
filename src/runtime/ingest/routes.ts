import { hasMemory } from '../pipeline/spec-for.ts'
import type { Image, Stream } from '../records/types.ts'
import type { RouteChanges } from './follow-records.ts'
import type { Lanes } from './lanes/lanes.ts'
import type { PodDesk } from './pods/pod-desk.ts'
import type { V0Pods } from './pods/v0-pods.ts'

/** Makes lanes and connections follow the records. */
export const createRoutes = (lanes: Lanes, desk: PodDesk, v0Pods: V0Pods): RouteChanges => {
  /** The stream of each recorded pod: a record that is gone names it no more. */
  const streamOf = new Map<string, string>()
  const images = new Map<string, Image>()
  const streams = new Map<string, Stream>()

  /** A pipeline that remembers frames needs them all at one pod. */
  const needsOrder = ({ order, image }: Stream): boolean => {
    const pipeline = images.get(image)?.pipeline
    return order || (pipeline !== undefined && hasMemory(pipeline))
  }
  const adjustOf = (image: string): void => {
    for (const stream of streams.values()) if (stream.image === image) lanes.put(stream, needsOrder(stream))
  }

  return {
    image: (record) => {
      images.set(record.name, record)
      adjustOf(record.name)
    },
    imageGone: (name) => void images.delete(name),
    stream: (record) => {
      streams.set(record.name, record)
      const known = lanes.get(record.name)
      // Removed and made again between two looks.
      if (known !== undefined && known.createdAt !== record.createdAt) desk.dropStream(record.name)
      lanes.put(record, needsOrder(record))
      v0Pods.join(record.name)
    },
    streamGone: (name) => {
      streams.delete(name)
      desk.dropStream(name)
      lanes.remove(name)
    },
    pod: (record) => {
      streamOf.set(record.name, record.stream)
      v0Pods.put(record)
    },
    podGone: (name) => {
      v0Pods.remove(name)
      desk.dropPod(streamOf.get(name) ?? '', name)
      streamOf.delete(name)
    },
  }
}
