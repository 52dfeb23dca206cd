import { GazeError } from '../../errors.ts'
import type { Records } from '../../records/store.ts'
import { removableImage } from '../images/remove.ts'
import { removeStream } from '../streams/remove.ts'
import type { Plan } from './plan.ts'

/** @throws GazeError IN_USE when a stream that stays runs an image that would go. */
export const requirePrunable = ({ streams, gone, snapshot }: Plan): void => {
  const going = new Set(gone.streams.map(({ name }) => name))
  const planned = new Map(streams.map(({ name, next }) => [name, next.image]))
  for (const { name, image } of snapshot.streams)
    if (!going.has(name) && !planned.has(name)) planned.set(name, image)
  for (const { name } of gone.images) {
    const users = [...planned].filter(([, image]) => image === name).map(([stream]) => stream)
    if (users.length === 0) continue
    throw new GazeError('IN_USE', `Image "${name}" is no longer declared, but in use; nothing was changed`, {
      why: `${users.length === 1 ? 'This stream runs it' : 'These streams run it'}: ${users.join(', ')}`,
      hint: 'Declare the image again, or give them another; without --prune it stays',
      details: { image: name, streams: users },
    })
  }
}

/** Removes what is gone, streams first. @throws GazeError CONFLICT, IN_USE */
export const pruneSite = async (records: Records, { gone }: Plan): Promise<void> => {
  for (const stream of gone.streams) await removeStream(records, stream)
  for (const { name } of gone.images) {
    const { revision } = await removableImage(records, name)
    await records.images.remove(name, revision)
  }
}
