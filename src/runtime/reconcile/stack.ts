/** `stack.json`: what the supervisor runs; written whole by rename, 0600. */
export interface Stack {
  readonly version: string
  readonly pid: number
  /** Distinguishes this process from a later one of the same pid (boot id and start time). */
  readonly mark: string
  readonly startedAt: string
  readonly ports: {
    /** Senders, plain. */
    readonly ingest: number
    /** Our pods. */
    readonly pods: number
    /** gaze-server's HTTP. */
    readonly http: number
    /** The supervisor's own HTTP: `/healthz`, `/state`, `POST /nudge`, `POST /stop`. */
    readonly control: number
  }
  readonly ingestHost: string
}

/** `GET /state` of the supervisor. */
export interface StackState {
  readonly services: readonly {
    readonly name: 'info-update' | 'gaze-server'
    readonly phase: 'Pending' | 'Running' | 'CrashLoop'
    readonly ready: boolean
    readonly ports: Readonly<Record<string, number>>
    readonly since: string
    readonly message: string
    readonly pid: number
  }[]
}
