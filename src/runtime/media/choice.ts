import { GazeError } from '../errors.ts'
import type { MediaChoice } from './types.ts'

const CHOICES: readonly string[] = ['auto', 'addon', 'ffmpeg'] satisfies readonly MediaChoice[]

/** Reads `GAZE_MEDIA`. @throws GazeError USAGE */
export const mediaChoice = (text: string | undefined): MediaChoice => {
  if (text === undefined || text === '') return 'auto'
  if (!CHOICES.includes(text))
    throw new GazeError('USAGE', `GAZE_MEDIA=${text} is not a choice`, {
      hint: `one of ${CHOICES.join(', ')}`,
    })
  return text as MediaChoice
}
