/** How the bytes of a picture that is to be encoded lie: one plane, three bytes a pixel, or planes 4:2:0 in full range. */
export type RawFormat = 'gray' | 'rgb24' | 'yuvj420p'

export interface RawShape {
  /** Pixels; even for video files. */
  readonly width: number
  readonly height: number
  readonly format: RawFormat
}
