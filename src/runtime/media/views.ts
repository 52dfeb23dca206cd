import type { View } from '../pipeline/item.ts'

/** Size of a grey view: the width asked for, the height by the picture's shape, even and at least 2. */
export const greySize = (view: number, width: number, height: number): { width: number; height: number } => ({
  width: view,
  height: Math.max(2, Math.round((height * view) / width / 2) * 2),
})

export const toEven = (size: number): number => size + (size % 2)

export const greyWidths = (views: readonly View[]): number[] =>
  [...new Set(views.flatMap((view) => (view.kind === 'grey' ? [view.width] : [])))].sort((a, b) => a - b)

export const jpegQualities = (views: readonly View[]): number[] =>
  [...new Set(views.flatMap((view) => (view.kind === 'jpeg' ? [view.quality] : [])))].sort((a, b) => a - b)

export const wantsRgb = (views: readonly View[]): boolean => views.some(({ kind }) => kind === 'rgb')

/** Quality of JPEGs that no view names. */
export const PICTURE_QUALITY = 80

/**
 * FFmpeg's quantiser for a JPEG quality of 1-100: libjpeg scales its standard table by S percent, and
 * FFmpeg's table at quantiser 15.5 is as coarse as that one at 100 percent.
 */
export const quantiserOf = (quality: number): number => {
  const percent = quality < 50 ? 5000 / quality : 200 - 2 * quality
  return Math.min(31, Math.max(1, Math.round(0.155 * percent)))
}
