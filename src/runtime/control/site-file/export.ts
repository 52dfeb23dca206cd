import type { Records } from '../../records/store.ts'
import { imageForm, type ObjectForm, streamForm } from './to-object.ts'

/** The images and streams that are recorded, images first; keys only where they shall be revealed. */
export const exportSite = async (records: Records, reveal: boolean): Promise<ObjectForm[]> => {
  const [images, streams] = await Promise.all([records.images.list(), records.streams.list()])
  const byName = new Map(images.map((image) => [image.name, image]))
  return [
    ...images.map(imageForm),
    ...streams.map((stream) => streamForm(stream, byName.get(stream.image), reveal)),
  ]
}
