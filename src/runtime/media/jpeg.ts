import { isDeepStrictEqual } from 'node:util'
import type { View } from '../pipeline/item.ts'
import type { Shape } from './chains.ts'
import { chooseMedia } from './implementation.ts'
import { jpegTurn } from './jpeg-orientation.ts'
import { jpegSize, toEvenJpeg } from './jpeg-header.ts'
import { isSideways } from './source/rotation.ts'
import type { DecodedJpeg, MediaChoice, SizedDecoder } from './types.ts'

export interface JpegDecoder {
  /**
   * The views that are not JPEG of a picture; its size may differ from the one before. One call at a time.
   * @throws GazeError UNDECODABLE for what is not a whole JPEG.
   */
  decode(bytes: Uint8Array): Promise<DecodedJpeg>
  close(): Promise<void>
}

/** The size upright, and how that is come to. */
const shapeOf = (bytes: Uint8Array): Omit<Shape, 'exact'> => {
  const { width, height } = jpegSize(bytes)
  const turn = jpegTurn(bytes)
  return isSideways(turn) ? { width: height, height: width, turn } : { width, height, turn }
}

/** For pictures that come one by one, as senders push them. JPEG views are the bytes as they came. */
export const createJpegDecoder = async (
  views: readonly View[],
  media: MediaChoice = 'auto',
): Promise<JpegDecoder> => {
  const { createSizedDecoder } =
    (await chooseMedia(media)) === 'addon' ? await import('./addon/jpeg.ts') : await import('./exe/jpeg.ts')
  const wanted = views.filter((view) => view.kind !== 'jpeg')
  let shape = { width: 0, height: 0, turn: '' }
  let decoder: SizedDecoder | undefined
  return {
    decode: async (bytes) => {
      const now = shapeOf(bytes)
      const { width, height } = now
      if (wanted.length === 0) return { width, height, greys: [], rgb: undefined, release: () => {} }
      if (decoder === undefined || !isDeepStrictEqual(now, shape)) {
        const last = decoder
        // Nobody decodes with one that is closed, also when the next cannot be made.
        decoder = undefined
        await last?.close()
        decoder = createSizedDecoder(wanted, now)
        shape = now
      }
      return { width, height, ...(await decoder.decode(toEvenJpeg(bytes))) }
    },
    close: async () => decoder?.close(),
  }
}
