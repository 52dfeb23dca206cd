import type { Collection as Documents, ObjectId } from 'mongodb'
import { isGazeError } from '../../errors.ts'
import { suggestName } from '../names.ts'
import type { Collection, Draft } from '../store.ts'
import type { Image, Stream } from '../types.ts'
import type { MongoServer } from './server.ts'

/** A pod of the system before Gaze, which stands for a stream: one pod a source. */
interface FirstPod {
  readonly _id: ObjectId
  readonly srcname?: unknown
  readonly key?: unknown
  readonly image?: unknown
  /** The variables, as a map or as its JSON. */
  readonly env?: unknown
}

const OLD = { schema: { $exists: false } } as const
const KEY = /^[\x21-\x7e]{8}$/
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const parsed = (env: unknown): unknown => {
  if (typeof env !== 'string') return env
  try {
    return JSON.parse(env)
  } catch {
    // A person typed it, and it never worked.
    return {}
  }
}

const variables = (env: unknown): Record<string, string> => {
  const map = parsed(env)
  if (typeof map !== 'object' || map === null || Array.isArray(map)) return {}
  return Object.fromEntries(
    Object.entries(map).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )
}

const imageNamed = (name: string, images: readonly Image[]): string => {
  const wanted = suggestName(name) ?? name
  const found =
    images.find((image) => image.name === name || image.name === wanted) ??
    images.find(({ ref }) => ref === name)
  return found?.name ?? wanted
}

/** The stream that it was; undefined for what names none. */
const streamOfPod = (pod: FirstPod, images: readonly Image[]): Draft<Stream> | undefined => {
  const name = suggestName(text(pod.srcname))
  const key = text(pod.key)
  if (name === undefined || !KEY.test(key)) return undefined
  const { OUT_IP = '', OUT_PORT = '', ...env } = variables(pod.env)
  return {
    name,
    image: imageNamed(text(pod.image), images),
    source: 'push',
    output: OUT_IP !== '' && OUT_PORT !== '' ? `${OUT_IP}:${OUT_PORT}` : '',
    sinks: [],
    env,
    secretEnv: [],
    key,
    replicas: 1,
    order: false,
    queue: 1,
    cpu: '',
    memory: '',
    generation: 1,
    restarts: 0,
    secretVersion: 0,
    status: { phase: 'Pending', reason: '', message: '', observedGeneration: 0, readyReplicas: 0 },
  }
}

const add = async (streams: Collection<Stream>, draft: Draft<Stream>): Promise<void> => {
  for (const name of [draft.name, `${draft.name.slice(0, 31)}-${suggestName(draft.key) ?? 'old'}`]) {
    try {
      await streams.put({ ...draft, name }, 0)
      return
    } catch (error) {
      if (!isGazeError(error, 'CONFLICT')) throw error
      // Done before, by another process or by one that was killed.
      if ((await streams.list()).some(({ key }) => key === draft.key)) return
    }
  }
}

/**
 * Makes streams of the pods of the system before Gaze, whose key, image, variables and viewer they keep. The documents
 * themselves go to collection `pod-before`: not every one can become a stream.
 */
export const migrateFirstPods = async (
  server: MongoServer,
  images: Collection<Image>,
  streams: Collection<Stream>,
): Promise<void> => {
  const on = <R>(action: (pods: Documents<FirstPod>) => Promise<R>): Promise<R> =>
    server.use((db) => action(db.collection<FirstPod>('pod')))
  const pods = await on((all) => all.find(OLD).toArray())
  if (pods.length === 0) return
  const known = await images.list()
  for (const pod of pods) {
    const draft = streamOfPod(pod, known)
    if (draft !== undefined) await add(streams, draft)
    await server.use((db) =>
      db.collection<FirstPod>('pod-before').replaceOne({ _id: pod._id }, pod, { upsert: true }),
    )
    await on((all) => all.deleteOne({ _id: pod._id, ...OLD }))
  }
}
