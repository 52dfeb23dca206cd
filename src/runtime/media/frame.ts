import { GazeError } from '../errors.ts'
import type { Frame, FrameInfo, Grey, Rgb } from '../pipeline/item.ts'

/** The prepared views of one picture. */
export interface FrameViews {
  readonly greys: readonly Grey[]
  /** Where a node asks for it. */
  readonly rgb?: Rgb | undefined
  /** By quality; a picture that came as JPEG has one for all. */
  readonly jpeg: (quality: number) => Uint8Array | undefined
  /** See Frame; absent where the source has nothing to make one from. */
  readonly picture?: () => Promise<Uint8Array | undefined>
  readonly release: () => void
}

const missing = (view: string): GazeError =>
  new GazeError('INTERNAL', `A node asks for the view ${view}, which its type does not name`)

/** A frame of the pipeline. Its views end with it: a node that keeps one longer is told so. */
export const createFrame = (info: FrameInfo, views: FrameViews): Frame => {
  let released = false
  const alive = (): void => {
    if (released) throw new GazeError('INTERNAL', `Frame ${info.index} is used after its release`)
  }
  return {
    ...info,
    grey: (width) => {
      alive()
      const grey = views.greys.find((one) => one.width === width)
      if (grey === undefined) throw missing(`grey ${width}`)
      return grey
    },
    rgb: () => {
      alive()
      if (views.rgb === undefined) throw missing('rgb')
      return views.rgb
    },
    jpeg: (quality) => {
      alive()
      const jpeg = views.jpeg(quality)
      if (jpeg === undefined) throw missing(`jpeg ${quality}`)
      return jpeg
    },
    // Also of the newest frame after its release, where the source has it still.
    picture: () => views.picture?.(),
    release: () => {
      if (released) return
      released = true
      views.release()
    },
  }
}
