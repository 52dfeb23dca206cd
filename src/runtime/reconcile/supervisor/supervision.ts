import type { Lifetime } from '../../service/lifetime.ts'
import type { Logger } from '../../service/log.ts'
import type { SupervisorArguments, SupervisorMessage } from '../handshake.ts'

/** What the supervisor's program gives to its parts. */
export interface Supervision {
  readonly life: Lifetime
  readonly log: Logger
  readonly version: string
  readonly args: SupervisorArguments
  /** To the `gaze up` that waits. */
  say(message: SupervisorMessage): void
}
