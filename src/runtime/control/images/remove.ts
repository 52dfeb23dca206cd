import { GazeError } from '../../errors.ts'
import type { Records } from '../../records/store.ts'
import type { Image } from '../../records/types.ts'
import { requireRecord } from '../not-found.ts'
import { usersOf } from './view.ts'

const inUse = (name: string, users: readonly string[]): GazeError =>
  new GazeError('IN_USE', `Image "${name}" is in use`, {
    why: `${users.length === 1 ? 'This stream runs it' : 'These streams run it'}: ${users.join(', ')}`,
    hint: `Remove them first (gaze stream remove ${users[0]}), or give them another image (gaze stream scale ${users[0]} --image OTHER)`,
    details: { streams: users },
  })

/** The image, when nothing uses it. @throws GazeError IMAGE_NOT_FOUND, IN_USE */
export const removableImage = async (records: Records, name: string): Promise<Image> => {
  const image = await requireRecord('image', records.images, name)
  const users = usersOf(await records.streams.list()).get(name) ?? []
  if (users.length > 0) throw inUse(name, users)
  return image
}
