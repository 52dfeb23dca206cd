import { GazeError } from '../../errors.ts'
import type { Records } from '../../records/store.ts'
import type { Model } from '../../records/types.ts'
import { requireRecord } from '../not-found.ts'
import { type ModelUsers, modelUsers } from './users.ts'

const list = (what: string, names: readonly string[]): string =>
  names.length === 0 ? '' : `${what}${names.length === 1 ? '' : 's'} ${names.join(', ')}`

const inUse = (name: string, { streams, images }: ModelUsers): GazeError =>
  new GazeError('IN_USE', `Model "${name}" is in use`, {
    why: `It is named by ${[list('stream', streams), list('image', images)].filter(Boolean).join(', and by ')}`,
    hint:
      streams.length > 0
        ? `Remove them first (gaze stream remove ${streams[0]}), or give them another image`
        : `Remove them first (gaze image remove ${images[0]}), or add them again with another model`,
    details: { streams, images },
  })

/** The model, when nothing names it. @throws GazeError MODEL_NOT_FOUND, IN_USE */
export const removableModel = async (records: Records, name: string): Promise<Model> => {
  const model = await requireRecord('model', records.models, name)
  const users = (await modelUsers(records))(name)
  if (users.streams.length + users.images.length > 0) throw inUse(name, users)
  return model
}

/** Lets go of a file that no model has any more. */
export const dropFile = async (records: Records, sha256: string): Promise<void> => {
  const models = await records.models.list()
  if (!models.some((model) => model.sha256 === sha256)) await records.modelFiles.remove(sha256)
}

/** Removes the record, then the file. @throws GazeError CONFLICT when somebody changed it meanwhile. */
export const removeModel = async (records: Records, { name, revision, sha256 }: Model): Promise<void> => {
  await records.models.remove(name, revision)
  await dropFile(records, sha256)
}
