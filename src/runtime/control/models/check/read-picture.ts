import { environmentVariable } from '../../../config.ts'
import { mediaChoice } from '../../../media/choice.ts'
import { createStillReader } from '../../../media/still.ts'
import type { Rgb } from '../../../pipeline/item.ts'
import { GazeError } from '../../../errors.ts'

/** A picture of any form that FFmpeg decodes. @throws GazeError FILE_NOT_FOUND, UNDECODABLE, SOURCE_FAILED */
export const readPicture = async (path: string, signal: AbortSignal): Promise<Rgb> => {
  const media = mediaChoice(environmentVariable('GAZE_MEDIA'))
  const reader = await createStillReader([{ kind: 'rgb' }], { pictures: false, media, signal })
  try {
    const { rgb, release } = await reader.read(path)
    if (rgb === undefined) throw new GazeError('UNDECODABLE', `${path} has no picture in it`)
    // Its memory goes back with the reader.
    const kept = { ...rgb, data: Uint8Array.from(rgb.data) }
    release()
    return kept
  } finally {
    await reader.close()
  }
}
