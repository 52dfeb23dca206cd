/** One stage of a frame's way. */
export interface Hop {
  readonly hop: string
  readonly state: 'ok' | 'idle' | 'blocked' | 'failed'
  readonly in: number
  readonly out: number
  readonly dropped: Readonly<Record<string, number>>
  /** RFC 3339, or empty. */
  readonly lastAt: string
  readonly message: string
}
