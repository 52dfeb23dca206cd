import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openVideo } from '../../src/runtime/media/open-video.ts'
import type { Grey } from '../../src/runtime/pipeline/item.ts'

export interface TimedGrey {
  readonly grey: Grey
  /** Nanoseconds since the first picture. */
  readonly captureNs: bigint
}

const folder = process.env.GAZE_TEST_DATA
const path = folder && join(folder, 'videos', 'one-by-one-person-detection.mp4')

/** The clip of six people who come in one by one, or undefined, which is said, where there is none. */
export const realClip: string | undefined = path && existsSync(path) ? path : undefined

if (!realClip)
  console.warn(
    'SKIPPED: the tests on a real clip. Set GAZE_TEST_DATA to a folder that holds videos/one-by-one-person-detection.mp4.',
  )

/** All its pictures, small and grey. */
export const readRealClip = async (width = 320): Promise<TimedGrey[]> => {
  const video = await openVideo(realClip!, { views: [{ kind: 'grey', width }] })
  const pictures: TimedGrey[] = []
  for (let picture = await video.next(); picture; picture = await video.next()) {
    const { width: wide, height, data } = picture.greys[0]!
    pictures.push({ grey: { width: wide, height, data: data.slice() }, captureNs: picture.ptsNs })
    picture.release()
  }
  await video.close()
  return pictures
}
