import { isOpaque } from '../own-env.ts'
import type { Site } from '../site.ts'

/** Says of each stream that runs a program or container of somebody else's that no events will come of it. */
export const tellNoEvents = async (
  { records }: Pick<Site, 'records'>,
  streams: readonly string[],
  notice: (text: string) => void,
): Promise<void> => {
  for (const name of streams) {
    const stream = await records.streams.get(name)
    const image = stream && (await records.images.get(stream.image))
    if (image === undefined || !isOpaque(image)) continue
    notice(
      `stream ${name} gives no events: its image ${image.name} is no pipeline; gaze logs tail ${name} shows what it prints`,
    )
  }
}
