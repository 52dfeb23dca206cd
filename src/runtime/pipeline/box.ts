import type { Box } from './item.ts'

const within = (value: number): number => Math.min(1, Math.max(0, value))

/** The part of a box that lies on the picture; without extent where none does. */
export const onPicture = (box: Box): Box => [within(box[0]), within(box[1]), within(box[2]), within(box[3])]
