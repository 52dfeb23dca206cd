/** One frame between a sender and a pod. */
export interface SentFrame {
  readonly payload: Uint8Array
  readonly seq: number
  /** Decimal nanoseconds since 1970. */
  readonly captureNs: string
  readonly codec: string
  readonly width: number | undefined
  readonly height: number | undefined
  /** Unix milliseconds of its arrival. */
  readonly arrivedAt: number
}

/** Everything that a JPEG file begins with: start of image, then a marker. */
export const looksLikeJpeg = (payload: Uint8Array): boolean =>
  payload.length > 3 && payload[0] === 0xff && payload[1] === 0xd8 && payload[2] === 0xff
