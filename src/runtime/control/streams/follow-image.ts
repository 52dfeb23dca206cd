import type { Draft, Records } from '../../records/store.ts'
import type { Image, Stream } from '../../records/types.ts'
import { imageFacts } from './scale/image-facts.ts'
import { updateStream } from './update.ts'

type Runs = Pick<Image, 'digest' | 'env' | 'pipeline'>

/** Whether pods are replaced when one becomes the other; a description alone changes nothing that runs. */
const runsAlike = (old: Runs, image: Runs): boolean =>
  old.digest === image.digest && JSON.stringify(old.env) === JSON.stringify(image.env)

/**
 * Prepares the streams of an image for the one that replaces it: a new generation tells the events of both apart,
 * and frames are kept in order exactly when the new pipeline has memory, too.
 * @throws GazeError CONFLICT
 */
export const followImage = async (
  records: Records,
  streams: readonly string[],
  old: Runs & Pick<Image, 'name'>,
  image: Runs,
): Promise<void> => {
  if (runsAlike(old, image)) return
  const [had, has] = [imageFacts(old).memory, imageFacts(image).memory]
  const next = async (stream: Stream | undefined): Promise<Draft<Stream> | undefined> =>
    stream?.image === old.name
      ? { ...stream, order: had === has ? stream.order : has, generation: stream.generation + 1 }
      : undefined
  for (const name of streams) await updateStream(records, name, next)
}
