/** FFmpeg's filters that turn a picture clockwise by 0, 90, 180 or 270 degrees. */
const TURNS: Readonly<Record<number, string>> = {
  90: 'transpose=clock',
  180: 'hflip,vflip',
  270: 'transpose=cclock',
}

/** Filters for a display rotation in degrees, counter-clockwise as containers store it; empty for none. */
export const turnFilters = (degrees: number): string =>
  TURNS[(((Math.round(-degrees / 90) * 90) % 360) + 360) % 360] ?? ''

export const isSideways = (turn: string): boolean => turn.startsWith('transpose')

/** Degrees counter-clockwise of a display matrix: nine 32-bit integers, 16.16 fixed, as in MP4. */
export const matrixRotation = (matrix: Buffer): number => {
  if (matrix.length < 36) return 0
  return -(Math.atan2(matrix.readInt32LE(4), matrix.readInt32LE(0)) * 180) / Math.PI
}
