import type { Track } from '../../pipeline/item.ts'

/** Who an event is about, as its data says it; the box to a ten-thousandth of the picture. */
export const described = (track: Track): Record<string, unknown> => ({
  class: track.class,
  trackId: track.trackId,
  box: track.box.map((value) => Math.round(value * 1e4) / 1e4),
  ...(track.score === undefined ? {} : { score: track.score }),
})
