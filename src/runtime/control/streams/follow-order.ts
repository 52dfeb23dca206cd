import type { Records } from '../../records/store.ts'
import type { Image } from '../../records/types.ts'
import { imageFacts } from './scale/image-facts.ts'
import { updateStream } from './update.ts'

type Runs = Pick<Image, 'pipeline'>

/** Streams of an image that was replaced keep frames in order exactly when the new pipeline has memory, too. */
export const followOrder = async (
  records: Records,
  streams: readonly string[],
  old: Runs,
  image: Runs,
): Promise<void> => {
  const [had, has] = [imageFacts(old).memory, imageFacts(image).memory]
  if (had === has) return
  for (const name of streams) {
    await updateStream(records, name, async (stream) => {
      if (stream === undefined || stream.order === has) return undefined
      return { ...stream, order: has, generation: stream.generation + 1 }
    })
  }
}
