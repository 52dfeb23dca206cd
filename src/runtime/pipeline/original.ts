import type { Frame } from './item.ts'

/** The frame as it came from the source, of one that shows it with something drawn on it. */
export const originalOf = (frame: Frame): Frame => frame.original ?? frame
