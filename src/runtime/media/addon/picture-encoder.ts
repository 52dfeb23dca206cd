import type { RawShape } from '../raw.ts'
import type { PictureEncoder } from '../types.ts'
import { rawFrame } from './raw-frame.ts'
import { createViewer } from './viewer.ts'

export const createEncoder = (shape: RawShape, quality: number): PictureEncoder => {
  const viewer = createViewer([{ kind: 'jpeg', quality }], { ...shape, turn: '', exact: false })
  return {
    encode: (picture) => {
      const frame = rawFrame(picture, shape)
      try {
        return viewer.view(frame).jpegs[0]!
      } finally {
        frame.free()
      }
    },
    close: async () => viewer.close(),
  }
}
