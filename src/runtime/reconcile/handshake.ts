import type { ToldError } from '../process/told-error.ts'
import type { Stack } from './stack.ts'

/** What the supervisor says over IPC to the `gaze up` that started it. */
export type SupervisorMessage =
  | { readonly type: 'notice'; readonly text: string }
  | { readonly type: 'ready'; readonly stack: Stack }
  /** Another supervisor has the state directory; this one ends. */
  | { readonly type: 'held'; readonly pid: number }
  | { readonly type: 'failed'; readonly error: ToldError }

/** What `gaze up` says once it has heard `ready`: from now on the supervisor outlives it. */
export interface StayMessage {
  readonly type: 'stay'
}

/** The supervisor's arguments: all of them may be seen by `ps`. */
export interface SupervisorArguments {
  readonly stateDir: string
  /** `--ingest`, when it was given. */
  readonly ingest?: { readonly host: string; readonly port: number }
  /** Logs go to stderr too, and it ends with its parent. */
  readonly foreground: boolean
}
