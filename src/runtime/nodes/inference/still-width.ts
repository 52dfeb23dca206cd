/** Width of the grey picture in which changes are looked for. */
export const STILL_WIDTH = 160
