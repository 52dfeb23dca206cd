import { createPictureEncoder } from '../../../media/encode.ts'
import type { MediaChoice, PictureEncoder } from '../../../media/types.ts'
import { PICTURE_QUALITY } from '../../../media/views.ts'
import type { Actor } from './actors.ts'
import type { SceneParams } from './params.ts'
import { createRenderer, type Renderer } from './paint/render.ts'

/** JPEGs that may wait for the encoder; what comes beyond gets none. */
const MOST_WAITING = 4

/** Draws whole pictures only when asked; what that needs is made at the first one. */
export const createLatePictures = (params: SceneParams, media: MediaChoice) => {
  const { width, height } = params
  let renderer: Renderer | undefined
  let encoder: Promise<PictureEncoder> | undefined
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  const encode = async (picture: Uint8Array): Promise<Uint8Array> => {
    encoder ??= createPictureEncoder({ width, height, format: 'yuvj420p' }, PICTURE_QUALITY, media)
    return (await encoder).encode(picture)
  }
  return {
    draw: async (actors: readonly Actor[], index: number): Promise<Uint8Array | undefined> => {
      if (waiting >= MOST_WAITING) return undefined
      waiting += 1
      renderer ??= createRenderer(params)
      // The encoder takes one at a time, and the canvas is drawn over by the next.
      const picture = renderer.draw(actors, index).data.slice()
      const made = last.then(() => encode(picture))
      last = made.then(
        () => (waiting -= 1),
        () => (waiting -= 1),
      )
      return made
    },
    close: async (): Promise<void> => {
      await last
      // Whoever asked for a picture was told that there is no encoder.
      await encoder?.then(
        (one) => one.close(),
        () => undefined,
      )
    },
  }
}
