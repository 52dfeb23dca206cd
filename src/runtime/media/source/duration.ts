/** FFmpeg writes into a Matroska file when it ends, not how long it is: a piece of a recording may begin anywhere. */
const SAYS_ITS_END = /matroska|webm/

/** Milliseconds between the first picture and the end, from what a container says, in milliseconds as well. */
export const lengthMs = (formatName: string, durationMs: number, startMs: number): number =>
  SAYS_ITS_END.test(formatName) ? Math.max(0, durationMs - Math.max(0, startMs)) : durationMs
