// The kernels of `motion`: every pass over pixels. Plane sizes are in pixels; widths are multiples of 16.
// Brightness planes (i16) hold hundredths of a grey level; masks (u8) hold 0 or 255.
export { blur } from './lib/blur'
export { toneHistogram } from './lib/tone'
export { difference } from './lib/difference'
export { dilate, erode } from './lib/morphology'
export { components } from './lib/components'
export { outlines } from './lib/outlines'
export { paint, paintBox } from './lib/paint'
export { soften } from './lib/soften'
export { update } from './lib/update'

/** The first byte that the caller may use. */
export function base(): usize {
  return (__heap_base + 15) & ~15
}
