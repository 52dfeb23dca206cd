import type { Frame, FrameInfo } from '../item.ts'
import { originalOf } from '../original.ts'

type Picture = Promise<Uint8Array | undefined>

/** Pictures of frames that a node is yet to draw on. */
export interface Drawings {
  /** The frame with the picture that will be drawn; one of which none is drawn has none. */
  await(frame: Frame): Frame
  /** The node has drawn it. */
  drawn(frame: Frame): void
  /** Everybody is through with it. */
  gone(frame: FrameInfo): void
}

export const createDrawings = (): Drawings => {
  const waiting = new Map<FrameInfo, (picture: Picture) => void>()
  return {
    await: (frame) => {
      if (frame.original !== undefined) return frame
      let picture: Picture | undefined
      const first = (): Picture =>
        new Promise((resolve) => {
          waiting.set(frame, resolve)
        })
      return {
        ...frame,
        picture: () => {
          picture ??= first()
          return picture
        },
      }
    },
    drawn: (frame) => {
      const tell = waiting.get(originalOf(frame))
      if (tell === undefined) return
      waiting.delete(originalOf(frame))
      tell(Promise.resolve(frame.picture()))
    },
    gone: (frame) => {
      waiting.get(frame)?.(Promise.resolve(undefined))
      waiting.delete(frame)
    },
  }
}
