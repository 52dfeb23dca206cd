import type { Fault } from './sink.ts'

/** One sink in `GET /state` of a pod. */
export interface SinkState {
  /** As it is recorded; a password in it is the name of a variable. */
  readonly url: string
  /** `idle` until it has sent something; `blocked` while the target takes nothing. */
  readonly state: 'ok' | 'idle' | 'blocked'
  /** Of the pod's log: the event that it sends next. */
  readonly offset: number
  /** Events that wait, those that earlier pods of the stream left included. */
  readonly lag: number
  /** Since the pod's log began. */
  readonly sent: number
  /** Had to go from the log before they could be sent. */
  readonly lost: number
  /** Are in the log, but the target never takes them, by reason. */
  readonly skipped: Readonly<Record<string, number>>
  /** What has to be so that it goes on; empty while nothing hinders it. */
  readonly waitsFor: string
  readonly lastError: string
  /** RFC 3339, or empty. */
  readonly lastErrorAt: string
  readonly lastSentAt: string
}

type Changing = Pick<SinkState, 'waitsFor' | 'lastError' | 'lastErrorAt' | 'lastSentAt'>

/** What hinders a sink, as it was heard last. */
export interface SinkCondition {
  now(): Changing
  /** Nothing hinders it any more. */
  free(): void
  sent(): void
  blocked(fault: Fault): void
  /** Something went wrong with one event alone. */
  noted(message: string): void
}

export const createCondition = (clock: () => Date): SinkCondition => {
  let now: Changing = { waitsFor: '', lastError: '', lastErrorAt: '', lastSentAt: '' }
  const at = (): string => clock().toISOString()
  return {
    now: () => now,
    free: () => {
      now = { ...now, waitsFor: '' }
    },
    sent: () => {
      now = { ...now, waitsFor: '', lastSentAt: at() }
    },
    blocked: ({ message, waitsFor }) => {
      now = { ...now, waitsFor, lastError: message, lastErrorAt: at() }
    },
    noted: (message) => {
      now = { ...now, lastError: message, lastErrorAt: at() }
    },
  }
}
