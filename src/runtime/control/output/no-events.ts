import { isOpaque } from '../images/opaque.ts'
import type { Site } from '../site.ts'

/** Says of each stream that runs a program or container of somebody else's that no events will come of it. */
export const tellNoEvents = async (
  { records }: Pick<Site, 'records'>,
  streams: readonly string[],
  notice: (text: string) => void,
): Promise<void> => {
  const images = await Promise.all(
    streams.map(async (name) => {
      const stream = await records.streams.get(name)
      return stream && records.images.get(stream.image)
    }),
  )
  for (const [at, image] of images.entries()) {
    const name = streams[at]!
    if (image === undefined || !isOpaque(image)) continue
    notice(
      `stream ${name} gives no events: its image ${image.name} is no pipeline; gaze logs tail ${name} shows what it prints`,
    )
  }
}
