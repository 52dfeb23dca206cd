import { modelNames } from '../../pipeline/model-names.ts'
import type { Records } from '../../records/store.ts'
import type { Image, Stream } from '../../records/types.ts'

/** Who names a model. */
export interface ModelUsers {
  readonly streams: readonly string[]
  readonly images: readonly string[]
}

const NOBODY: ModelUsers = { streams: [], images: [] }

const namesOf = (image: Image | undefined, stream?: Stream): string[] =>
  image?.pipeline === undefined ? [] : modelNames(image.pipeline, { ...image.env, ...stream?.env })

/** Streams and images by the model that they name. */
export const modelUsers = async ({
  images,
  streams,
}: Pick<Records, 'images' | 'streams'>): Promise<(model: string) => ModelUsers> => {
  const [allImages, allStreams] = await Promise.all([images.list(), streams.list()])
  const byName = new Map(allImages.map((image) => [image.name, image]))
  const users = new Map<string, { streams: string[]; images: string[] }>()
  const note = (model: string, kind: keyof ModelUsers, name: string): void => {
    const of = users.get(model) ?? { streams: [], images: [] }
    of[kind].push(name)
    users.set(model, of)
  }
  for (const image of allImages) for (const model of namesOf(image)) note(model, 'images', image.name)
  for (const stream of allStreams)
    for (const model of namesOf(byName.get(stream.image), stream)) note(model, 'streams', stream.name)
  return (model) => users.get(model) ?? NOBODY
}
