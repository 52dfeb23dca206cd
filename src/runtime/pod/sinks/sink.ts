import type { LoggedEvent } from '../event-log/format.ts'

/** Why a batch was not taken, in words for people. */
export interface Fault {
  /** `too-large`: the target never takes this; `away`: it may later; `refused`: somebody has to change something. */
  readonly kind: 'too-large' | 'away' | 'refused'
  /** What happened, such as `nobody listens at 10.0.0.7:9092`. */
  readonly message: string
  /** What has to be so that it goes on, such as `a broker at 10.0.0.7:9092`. */
  readonly waitsFor: string
}

export type Acknowledged = { readonly taken: true } | { readonly taken: false; readonly fault: Fault }

/** A place outside that takes events, at least once each: the event log is in front of it. */
export interface Sink {
  /**
   * Resolves when all of the batch is safely there, or when it is known not to be, which includes the signal's
   * abort. It is called with one batch at a time, in the order of the log, and again with what was not taken.
   */
  send(batch: readonly LoggedEvent[], signal: AbortSignal): Promise<Acknowledged>
  close(): Promise<void>
}
