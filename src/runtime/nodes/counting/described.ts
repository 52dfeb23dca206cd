import { onPicture } from '../../pipeline/box.ts'
import type { Track } from '../../pipeline/item.ts'

/** Who an event is about, as its data says it; the box as far as it is on the picture, to a ten-thousandth of it. */
export const described = (track: Track): Record<string, unknown> => ({
  class: track.class,
  trackId: track.trackId,
  box: onPicture(track.box).map((value) => Math.round(value * 1e4) / 1e4),
  ...(track.score === undefined ? {} : { score: track.score }),
})
