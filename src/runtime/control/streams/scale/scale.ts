import { GazeError } from '../../../errors.ts'
import { checkName } from '../../../records/names.ts'
import type { Draft, Records } from '../../../records/store.ts'
import type { Image, Stream } from '../../../records/types.ts'
import type { Difference } from '../../differences.ts'
import { requireModels, requireModelsNamed } from '../../models/require-models.ts'
import { requireRecord } from '../../not-found.ts'
import type { StreamChange } from './change.ts'
import { imageFacts } from './image-facts.ts'
import { newKey, requireFreeKey } from './key.ts'
import { nextSpec } from './next-spec.ts'
import { changeSecrets } from './secrets.ts'
import { specDifferences, updateStream } from '../update.ts'

export interface Scaled {
  /** As it is recorded now, or as it would be. */
  readonly stream: Stream
  readonly result: 'created' | 'configured' | 'unchanged'
  readonly differences: readonly Difference[]
}

const NEW = { phase: 'Pending', reason: '', message: '', observedGeneration: 0, readyReplicas: 0 } as const

const requirePrecondition = (
  name: string,
  stream: Stream | undefined,
  expected: number | undefined,
): void => {
  if (expected === undefined || stream?.replicas === expected) return
  throw new GazeError('PRECONDITION', `Stream "${name}" does not have ${expected} replicas`, {
    why: stream === undefined ? 'It does not exist' : `It has ${stream.replicas}`,
    hint: 'Look at it, then repeat the command with what it has now',
    details: { expected, found: stream?.replicas ?? null },
  })
}

const imageOf = async (records: Records, name: string | undefined): Promise<Image | undefined> =>
  name === undefined ? undefined : records.images.get(name)

const draftOf = async (
  records: Records,
  name: string,
  change: StreamChange,
  old: Stream | undefined,
): Promise<Draft<Stream>> => {
  requirePrecondition(name, old, change.currentReplicas)
  const wanted = change.image ?? old?.image
  const image = wanted === undefined ? undefined : await requireRecord('image', records.images, wanted)
  const before = await imageOf(records, old?.image)
  const streams = await records.streams.list()
  if (change.key !== undefined) requireFreeKey(change.key, name, streams)
  const spec = nextSpec(
    { name, spec: old, hadMemory: before !== undefined && imageFacts(before).memory },
    change,
    imageFacts(image ?? {}),
    () => newKey(streams),
  )
  const env = { ...image?.env, ...spec.env }
  requireModelsNamed(image?.pipeline, env, spec.secretEnv)
  await requireModels(records, image?.pipeline, env)
  const applied = change.applied ?? old?.applied
  return {
    ...spec,
    name,
    generation: (old?.generation ?? 0) + 1,
    status: old?.status ?? NEW,
    ...(applied === undefined ? {} : { applied }),
  }
}

const preview = (draft: Draft<Stream>, old: Stream | undefined): Stream => {
  const now = new Date().toISOString()
  return { ...draft, revision: old?.revision ?? 0, createdAt: old?.createdAt ?? now, updatedAt: now }
}

/**
 * Creates or changes a stream's record; whoever runs streams follows it.
 * @throws GazeError INVALID_NAME, USAGE, IMAGE_NOT_FOUND, MODEL_NOT_FOUND, SOURCE_TWICE, REPLICAS_NEED_PUSH, PRECONDITION, CONFLICT
 */
export const scaleStream = async (
  records: Records,
  name: string,
  change: StreamChange,
  dryRun: boolean,
): Promise<Scaled> => {
  checkName('stream', name)
  const secrets = await changeSecrets(records, name, change.secrets)
  let before: Stream | undefined
  let wanted: Stream | undefined
  try {
    const written = await updateStream(records, name, async (old) => {
      before = old
      const draft = await draftOf(records, name, change, old)
      const version = draft.secretVersion + (secrets.changed ? 1 : 0)
      wanted = preview({ ...draft, secretVersion: version }, old)
      if (dryRun || (old !== undefined && specDifferences(old, wanted).length === 0)) return undefined
      await secrets.write()
      return { ...draft, secretVersion: version }
    })
    const found = specDifferences(before, wanted)
    const changed = before === undefined ? 'created' : found.length === 0 ? 'unchanged' : 'configured'
    const stream = changed === 'unchanged' || !dryRun ? written : wanted
    return { stream: stream as Stream, result: changed, differences: before === undefined ? [] : found }
  } catch (error) {
    await secrets.restore()
    throw error
  }
}
