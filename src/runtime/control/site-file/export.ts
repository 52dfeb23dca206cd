import { modelNames } from '../../pipeline/model-names.ts'
import type { Records } from '../../records/store.ts'
import type { Image } from '../../records/types.ts'
import { imageForm, type ModelHashes, type ObjectForm, streamForm } from './to-object.ts'

/** Those of the named that are recorded. */
const hashesOf = (names: readonly string[], known: ReadonlyMap<string, string>): ModelHashes =>
  Object.fromEntries(
    names.flatMap((name) => {
      const sha256 = known.get(name)
      return sha256 === undefined ? [] : [[name, sha256]]
    }),
  )

const namesOf = (image: Image | undefined, env: Readonly<Record<string, string>> = {}): string[] =>
  image?.pipeline === undefined ? [] : modelNames(image.pipeline, { ...image.env, ...env })

/**
 * The images and streams that are recorded, images first, each with the hashes of the models that it names; keys only
 * where they shall be revealed.
 */
export const exportSite = async (records: Records, reveal: boolean): Promise<ObjectForm[]> => {
  const [images, streams, models] = await Promise.all([
    records.images.list(),
    records.streams.list(),
    records.models.list(),
  ])
  const known = new Map(models.map(({ name, sha256 }) => [name, sha256]))
  const byName = new Map(images.map((image) => [image.name, image]))
  return [
    ...images.map((image) => imageForm(image, hashesOf(namesOf(image), known))),
    ...streams.map((stream) => {
      const image = byName.get(stream.image)
      const ofImage = new Set(namesOf(image))
      const own = namesOf(image, stream.env).filter((name) => !ofImage.has(name))
      return streamForm(stream, image, reveal, hashesOf(own, known))
    }),
  ]
}
