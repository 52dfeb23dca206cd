import { GazeError, messageOf } from '../errors.ts'
import { finish } from './exe/run.ts'
import type { MediaChoice } from './types.ts'

const PATIENCE_MS = 10_000

const hasProgram = (): Promise<boolean> =>
  finish('ffmpeg', ['-version'], { timeoutMs: PATIENCE_MS }).then(
    ({ code }) => code === 0,
    () => false,
  )

/**
 * Which implementation a choice comes to on this machine.
 * @throws GazeError SOURCE_FAILED when the add-on does not load and was chosen, or there is no executable either.
 */
export const chooseMedia = async (choice: MediaChoice = 'auto'): Promise<'addon' | 'ffmpeg'> => {
  if (choice === 'ffmpeg') return 'ffmpeg'
  try {
    await import('./addon/library.ts')
    return 'addon'
  } catch (error) {
    if (choice === 'auto' && (await hasProgram())) return 'ffmpeg'
    throw new GazeError('SOURCE_FAILED', 'The FFmpeg add-on node-av does not load', {
      why: messageOf(error),
      hint: 'install FFmpeg: its executable does the same work (GAZE_MEDIA=ffmpeg)',
      cause: error,
    })
  }
}
