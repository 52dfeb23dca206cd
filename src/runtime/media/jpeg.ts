import type { View } from '../pipeline/item.ts'
import { chooseMedia } from './implementation.ts'
import { jpegSize, type Size } from './jpeg-header.ts'
import type { DecodedJpeg, MediaChoice, SizedDecoder } from './types.ts'

export interface JpegDecoder {
  /**
   * The grey views of a picture; its size may differ from the one before. One call at a time.
   * @throws GazeError UNDECODABLE for what is not a whole JPEG.
   */
  decode(bytes: Uint8Array): Promise<DecodedJpeg>
  close(): Promise<void>
}

/** For pictures that come one by one, as senders push them. JPEG views are the bytes as they came. */
export const createJpegDecoder = async (
  views: readonly View[],
  media: MediaChoice = 'auto',
): Promise<JpegDecoder> => {
  const { createSizedDecoder } =
    (await chooseMedia(media)) === 'addon' ? await import('./addon/jpeg.ts') : await import('./exe/jpeg.ts')
  const greys = views.filter((view) => view.kind === 'grey')
  let size: Size = { width: 0, height: 0 }
  let decoder: SizedDecoder | undefined
  return {
    decode: async (bytes) => {
      const now = jpegSize(bytes)
      if (greys.length === 0) return { ...now, greys: [], release: () => {} }
      if (decoder === undefined || now.width !== size.width || now.height !== size.height) {
        const last = decoder
        // Nobody decodes with one that is closed, also when the next cannot be made.
        decoder = undefined
        await last?.close()
        decoder = createSizedDecoder(greys, now)
        size = now
      }
      return { ...now, ...(await decoder.decode(bytes)) }
    },
    close: async () => decoder?.close(),
  }
}
