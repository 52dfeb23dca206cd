import { createPictureEncoder } from '../../../media/encode.ts'
import type { MediaChoice, PictureEncoder } from '../../../media/types.ts'
import type { Rgb } from '../../../pipeline/item.ts'

/** Pictures that may wait for an encoder; what comes beyond gets no JPEG. */
const MOST_WAITING = 4

export interface Encoder {
  /** Undefined where too many wait. The bytes of the picture may be used again at once. */
  encode(picture: Rgb): Promise<Uint8Array | undefined>
  close(): Promise<void>
}

/** One after the other, whatever their sizes. */
export const createEncoder = (quality: number, media: MediaChoice): Encoder => {
  let current:
    | { readonly width: number; readonly height: number; readonly encoder: PictureEncoder }
    | undefined
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  const encoderFor = async ({ width, height }: Rgb): Promise<PictureEncoder> => {
    if (current?.width === width && current.height === height) return current.encoder
    const old = current
    current = undefined
    await old?.encoder.close()
    const encoder = await createPictureEncoder({ width, height, format: 'rgb24' }, quality, media)
    current = { width, height, encoder }
    return encoder
  }
  return {
    encode: async (picture) => {
      if (waiting >= MOST_WAITING) return undefined
      waiting++
      const own = { ...picture, data: picture.data.slice() }
      const made = last.then(async () => (await encoderFor(own)).encode(own.data))
      last = made.catch(() => {})
      try {
        return await made
      } finally {
        waiting--
      }
    },
    close: async () => {
      await last
      await current?.encoder.close()
    },
  }
}
