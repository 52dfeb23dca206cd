import type { Records } from '../../records/store.ts'
import { requireRecord } from '../not-found.ts'
import { type ImageView, imageView, usersOf } from './view.ts'

/** All images, by name. */
export const listImages = async (records: Records): Promise<ImageView[]> => {
  const [images, streams] = await Promise.all([records.images.list(), records.streams.list()])
  const users = usersOf(streams)
  return images.map((image) => imageView(image, users.get(image.name) ?? []))
}

/** @throws GazeError IMAGE_NOT_FOUND */
export const showImage = async (records: Records, name: string): Promise<ImageView> => {
  const image = await requireRecord('image', records.images, name)
  return imageView(image, usersOf(await records.streams.list()).get(name) ?? [])
}
