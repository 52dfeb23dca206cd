import { GazeError } from '../../errors.ts'
import { av } from './library.ts'

export const reasonOf = (code: number): string => av.FFmpegError.strerror(code)

/** FFmpeg's result, when it is none of its negative errors. @throws GazeError INTERNAL */
export const succeed = (code: number, doing: string): number => {
  if (code < 0) throw new GazeError('INTERNAL', `FFmpeg cannot ${doing}`, { why: reasonOf(code) })
  return code
}
