import { onPicture } from '../../pipeline/box.ts'
import type { Track } from '../../pipeline/item.ts'

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4

/** Who an event is about, as its data says it, to a ten-thousandth; the box as far as it is on the picture. */
export const described = (track: Track): Record<string, unknown> => ({
  class: track.class,
  trackId: track.trackId,
  box: onPicture(track.box).map(rounded),
  ...(track.score === undefined ? {} : { score: rounded(track.score) }),
})
