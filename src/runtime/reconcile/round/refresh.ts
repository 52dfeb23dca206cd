import type { KnownRecords } from '../known-records.ts'
import { namesOf } from '../wanted-models.ts'
import type { Troubles } from './troubles.ts'

/**
 * Images and models of streams whose spec is new may be newer than what their own watch has told: who writes both
 * writes the stream last. While the records are away, what was known last has to do.
 */
export const refresh = async (known: KnownRecords, { fail }: Troubles): Promise<void> => {
  const changed = known.streams
    .all()
    .filter(({ status, generation }) => status.observedGeneration !== generation)
  await Promise.all(
    [...new Set(changed.map(({ image }) => image))].map((name) =>
      known.images.get(name).catch((error: unknown) => fail(`reading image ${name}`, error)),
    ),
  )
  const images = known.images.byName()
  const models = new Set(changed.flatMap((stream) => namesOf(stream, images.get(stream.image))))
  await Promise.all(
    [...models].map((name) =>
      known.models.get(name).catch((error: unknown) => fail(`reading model ${name}`, error)),
    ),
  )
}
