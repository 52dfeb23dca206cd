import { GazeError } from '../../errors.ts'

const MAX_FPS = 1_000

/** @throws GazeError USAGE unless it is a number above 0, up to 1000. */
export const parseFps = (text: string): number => {
  const fps = Number(text)
  if (text.trim() !== '' && fps > 0 && fps <= MAX_FPS) return fps
  throw new GazeError('USAGE', `"${text}" is no number of pictures a second`, {
    why: `It is above 0, up to ${MAX_FPS}`,
    hint: 'write for example 10',
  })
}
