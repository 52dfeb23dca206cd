import { GazeError } from '../../errors.ts'
import type { Target } from './protocols.ts'

/** How a source is named in errors: without the user and password of a URL. */
const nameOf = (target: Target): string =>
  target.local ? target.url.slice('file:'.length) : target.url.replace(/\/\/[^@/]*@/, '//')

export const cannotOpen = (target: Target, why: string): GazeError =>
  new GazeError('SOURCE_FAILED', `${nameOf(target)} cannot be opened as a video`, {
    why,
    hint: target.local
      ? 'a recording that was cut off before its end may lack its index; `ffprobe FILE` says more'
      : 'look whether the address is right and the server answers',
  })

export const noVideo = (target: Target): GazeError =>
  new GazeError('SOURCE_FAILED', `${nameOf(target)} has no video in it`, { why: 'it may be sound only' })

/** FFmpeg took it for what its name says, and found no picture with a size. */
export const noSize = (target: Target): GazeError =>
  new GazeError('SOURCE_FAILED', `${nameOf(target)} has no picture in it`, {
    why: 'it may be something else under that name, or damaged',
  })

export const nothingDecoded = (target: Target, why: string): GazeError =>
  new GazeError('SOURCE_FAILED', `No picture of ${nameOf(target)} could be decoded`, { why })

/** A network source or camera that had begun. */
export const brokeOff = (target: Target, why: string): GazeError =>
  new GazeError('SOURCE_FAILED', `${nameOf(target)} broke off`, { why })

/** Why a network source was given up. */
export const silence = (ms: number): string => `nothing came from it for ${ms / 1000} s`
