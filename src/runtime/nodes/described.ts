import { onPicture } from '../pipeline/box.ts'
import type { Detection, Track } from '../pipeline/item.ts'

/** To a ten-thousandth, as events say boxes and scores. */
export const rounded = (value: number): number => Math.round(value * 1e4) / 1e4

/** Who an event is about, as its data says it, to a ten-thousandth; the box as far as it is on the picture. */
export const described = (thing: Detection | Track): Record<string, unknown> => ({
  class: thing.class,
  ...('trackId' in thing && { trackId: thing.trackId }),
  box: onPicture(thing.box).map(rounded),
  ...(thing.score === undefined ? {} : { score: rounded(thing.score) }),
})
