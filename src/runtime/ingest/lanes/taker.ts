import type { Wire } from '../../records/types.ts'
import type { SentFrame } from './frame.ts'

/** A pod that takes frames of one stream. */
export interface Taker {
  readonly pod: string
  readonly wire: Wire
  /** It has asked, or its port is connected. */
  ready: boolean
  /** Frames it takes now. */
  credit: number
  /** Frames that it has and is not through with. */
  inFlight: number
  leaving: boolean
  taken: number
  done: number
  /** Unix milliseconds. */
  lastSeenAt: number
  /** Unix milliseconds of when it came, the same at every gaze-server. */
  since: number
  /** What another gaze-server has told it; empty: nothing. */
  elsewhere: '' | 'active' | 'standby'
  /** Frames of other gaze-servers that it is not through with. */
  busy: number
  /** Called only while there is credit; takes it down. */
  give(frame: SentFrame): void
  /** Says to the pod whether frames will come to it, or to no pod here; called again and again. */
  tell?(role: Role): void
}

/** `waiting`: no pod is active at this gaze-server, because one is at another. */
export type Role = 'active' | 'standby' | 'waiting'
