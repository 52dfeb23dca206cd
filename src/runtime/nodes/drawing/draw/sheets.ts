import { createRasterPool } from '../../../media/raster-pool.ts'
import type { Rgb } from '../../../pipeline/item.ts'

/** Memory to draw a frame in. */
export interface Sheet {
  /** Undefined when the memory is somebody else's again. */
  picture(): Rgb | undefined
  /** Given back when the frame is released; that of the newest frame not before the next. */
  release(): void
}

/** Sheets of one size are used again and again. */
export const createSheets = (): { copyOf(picture: Rgb): Sheet } => {
  let [pool, width, height] = [createRasterPool(1, 1, 3), 1, 1]
  let passOn = (): void => {}
  return {
    copyOf: (picture) => {
      passOn()
      if (picture.width !== width || picture.height !== height) {
        ;[width, height] = [picture.width, picture.height]
        pool = createRasterPool(width, height, 3)
      }
      const own = pool
      const sheet = own.take()
      sheet.data.set(picture.data)
      let [released, newest, gone] = [false, true, false]
      const settle = (): void => {
        if (!released || newest || gone) return
        gone = true
        own.give(sheet)
      }
      passOn = () => {
        passOn = () => {}
        newest = false
        settle()
      }
      return {
        picture: () => (gone ? undefined : sheet),
        release: () => {
          released = true
          settle()
        },
      }
    },
  }
}
