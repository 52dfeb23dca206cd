import type { GazeEvent } from '../../wire/event.ts'

export interface TailedEvent {
  readonly stream: string
  readonly pod: string
  readonly offset: number
  /** Milliseconds since 1970. */
  readonly loggedAt: number
  readonly event: GazeEvent
}

export interface TailOptions {
  readonly streams: readonly string[]
  /** `gaze.line.crossed`, `line.crossed` or `gaze.line.*`; none means all. */
  readonly types: readonly string[]
  /** Milliseconds since 1970; only what was logged then or later. */
  readonly since?: number
  readonly follow: boolean
  readonly signal: AbortSignal
  /** Gets told what is missing, in words. */
  notice(text: string): void
}
