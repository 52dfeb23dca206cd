import type { Canvas } from './paint/canvas.ts'

/** Writes the picture as R, G, B into `to`: full range, ITU-T T.871 section 7. */
export const toRgb = (from: Canvas, to: Uint8Array): void => {
  const { width, height, y, u, v } = from
  // Rounds and clamps by itself.
  const rgb = new Uint8ClampedArray(to.buffer, to.byteOffset, to.length)
  for (let row = 0, at = 0, out = 0; row < height; row++) {
    const chroma = (row >> 1) * (width >> 1)
    for (let x = 0; x < width; x++, at++, out += 3) {
      const luma = y[at]!
      const blue = u[chroma + (x >> 1)]! - 128
      const red = v[chroma + (x >> 1)]! - 128
      rgb[out] = luma + 1.402 * red
      rgb[out + 1] = luma - 0.344136 * blue - 0.714136 * red
      rgb[out + 2] = luma + 1.772 * blue
    }
  }
}
