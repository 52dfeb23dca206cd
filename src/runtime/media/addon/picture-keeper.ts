import { GazeError } from '../../errors.ts'
import { chainsOf, type Shape } from '../chains.ts'
import { createGraph } from './graph.ts'
import { createJpegEncoder } from './jpeg-encoder.ts'
import { av } from './library.ts'

type Frame = InstanceType<typeof av.Frame>

/** Decoded frames that are kept at most: each is a whole picture. */
const MOST = 4

export interface Kept {
  /**
   * A JPEG of the whole picture; undefined when it was let go or had no room. The newest is let go only when the next
   * comes, so that the last of a video can be had at its end. @throws GazeError INTERNAL
   */
  jpeg(): Uint8Array | undefined
  release(): void
}

/** Keeps decoded frames by reference, so that a JPEG of one can be made when somebody asks, and not before. */
export interface PictureKeeper {
  keep(frame: Frame): Kept
  close(): void
}

/** All JPEGs have that shape. */
export const createPictureKeeper = (
  { width, height, turn }: Omit<Shape, 'exact'>,
  quality: number,
): PictureKeeper => {
  const kept = new Set<Frame>()
  const idle: Frame[] = []
  const chain = chainsOf([], { width, height, turn, exact: false }).jpeg
  let closed = false
  /** Lets the newest go, if that was asked for. */
  let passOn = (): void => {}
  // Filters and encoder are made anew: pictures are rare, and their buffers are as large as several frames.
  const encodeWhole = (frame: Frame): Uint8Array => {
    const encoder = createJpegEncoder(width, height, quality)
    try {
      return encoder.encode(frame)
    } finally {
      encoder.close()
    }
  }
  const encode = (frame: Frame): Uint8Array => {
    const graph = createGraph(frame, [chain])
    try {
      const [output] = graph.run(frame)
      return encodeWhole(output!)
    } finally {
      graph.close()
    }
  }
  /** The filters take the frame that they are given. */
  const encodeCopy = (frame: Frame): Uint8Array => {
    const copy = frame.clone()
    if (copy === null) throw new GazeError('INTERNAL', 'FFmpeg cannot refer to a frame')
    try {
      return encode(copy)
    } finally {
      copy.free()
    }
  }
  const drop = (frame: Frame): void => {
    if (!kept.delete(frame)) return
    frame.unref()
    idle.push(frame)
  }
  const shell = (): Frame => {
    const used = idle.pop()
    if (used !== undefined) return used
    const made = new av.Frame()
    made.alloc()
    return made
  }
  return {
    keep: (frame) => {
      passOn()
      passOn = () => {}
      if (kept.size >= MOST || closed) return { jpeg: () => undefined, release: () => {} }
      const own = shell()
      if (own.ref(frame) < 0) {
        idle.push(own)
        return { jpeg: () => undefined, release: () => {} }
      }
      kept.add(own)
      let [released, newest, gone] = [false, true, false]
      const settle = (): void => {
        if (!released || newest || gone) return
        gone = true
        drop(own)
      }
      passOn = () => {
        newest = false
        settle()
      }
      return {
        jpeg: () => (gone || closed ? undefined : encodeCopy(own)),
        release: () => {
          released = true
          settle()
        },
      }
    },
    close: () => {
      closed = true
      for (const frame of kept) drop(frame)
      for (const frame of idle.splice(0)) frame.free()
    },
  }
}
