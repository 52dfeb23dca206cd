import { embeddedCollection } from '../../src/runtime/records/embedded/collection.ts'
import { openDatabase } from '../../src/runtime/records/embedded/database.ts'
import type { Image } from '../../src/runtime/records/types.ts'
import { imageDraft } from '../runtime/records/drafts.ts'

/** Puts images `image-0`, … into a store in one transaction, which takes one flush of the disk. */
export const fillImages = async (path: string, count: number): Promise<void> => {
  const database = await openDatabase(path)
  const images = embeddedCollection<Image>(database, path, 'image', () => new Date())
  const written = database.write(() =>
    Array.from({ length: count }, (_, i) =>
      images.put(imageDraft(`image-${i}`, { digest: `sha256:${'0'.repeat(64)}` }), 0),
    ),
  )
  await Promise.all(written)
  await database.close()
}
