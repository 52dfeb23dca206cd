import { open } from 'node:fs/promises'
import { GazeError, messageOf } from '../errors.ts'
import type { View } from '../pipeline/item.ts'
import type { FrameViews } from './frame.ts'
import { createJpegDecoder } from './jpeg.ts'
import { checkedSize, type Size } from './jpeg-header.ts'
import { openVideo } from './open-video.ts'
import { checkVideoFile } from './source/check-file.ts'
import type { MediaChoice, VideoReader } from './types.ts'
import { jpegQualities } from './views.ts'

export interface Still extends Size, FrameViews {}

/** Reads pictures, each a file; their sizes may differ. */
export interface StillReader {
  /** One call at a time. @throws GazeError UNDECODABLE, SOURCE_FAILED, FILE_NOT_FOUND, NOT_ALLOWED; it goes on with the next. */
  read(path: string): Promise<Still>
  close(): Promise<void>
}

/** Bytes of the largest file that is taken for a JPEG and read whole. */
const MOST_BYTES = 256 * 1024 * 1024

/** The bytes of a JPEG; undefined for what does not begin as one. */
const readJpegFile = async (path: string): Promise<Uint8Array | undefined> => {
  await checkVideoFile(path)
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
    if (bytesRead < 2 || buffer[0] !== 0xff || buffer[1] !== 0xd8) return undefined
    const { size } = await file.stat()
    if (size > MOST_BYTES)
      throw new GazeError('UNDECODABLE', `${path} is too large for a JPEG: ${size} bytes`)
    const whole = Buffer.alloc(size)
    await file.read(whole, 0, size, 0)
    return whole
  } catch (cause) {
    if (cause instanceof GazeError) throw cause
    throw new GazeError('SOURCE_FAILED', `${path} cannot be read`, { why: messageOf(cause), cause })
  } finally {
    await file.close()
  }
}

/** JPEGs keep their bytes, and are turned as their EXIF says; of moving pictures the first is taken. */
export const createStillReader = async (
  views: readonly View[],
  options: { readonly pictures: boolean; readonly media: MediaChoice; readonly signal: AbortSignal },
): Promise<StillReader> => {
  const decoder = await createJpegDecoder(views, options.media)
  const qualities = jpegQualities(views)
  const closing = new Set<Promise<void>>()
  const end = (reader: VideoReader): void => {
    const closed: Promise<void> = reader.close().finally(() => closing.delete(closed))
    closing.add(closed)
  }
  const readOther = async (path: string): Promise<Still> => {
    const reader = await openVideo(path, { views, threads: 1, ...options })
    try {
      const { width, height } = checkedSize(reader.info)
      const picture = await reader.next()
      if (picture === undefined) throw new GazeError('UNDECODABLE', `${path} has no picture in it`)
      const { greys, rgb, jpegs, late } = picture
      return {
        ...{ width, height, greys, rgb },
        jpeg: (quality) => jpegs[qualities.indexOf(quality)],
        ...(late && { picture: async () => late() }),
        release: () => {
          picture.release()
          end(reader)
        },
      }
    } catch (error) {
      end(reader)
      throw error
    }
  }
  return {
    read: async (path) => {
      const jpeg = await readJpegFile(path)
      if (jpeg === undefined) return readOther(path)
      const decoded = await decoder.decode(jpeg)
      return { ...decoded, jpeg: () => jpeg, picture: async () => jpeg }
    },
    close: async () => {
      await Promise.all([decoder.close(), ...closing])
    },
  }
}
