export interface Listen {
  readonly host: string
  /** 0 takes a free one; the status says which. */
  readonly port: number
}

/** What gaze-server is told at its start, in a 0600 JSON file whose path is its only argument. */
export interface IngestSettings {
  readonly stateDir: string
  /** Senders, plain (PULL). */
  readonly ingest: Listen
  /** Our pods (ROUTER). */
  readonly pods: Listen
  readonly http: Listen
  /** The site's token. */
  readonly token: string
}

export interface IngestPorts {
  readonly ingest: number
  readonly pods: number
  readonly http: number
}

/** What gaze-server says to its parent over the IPC channel, at start and at each change. The channel's end ends it. */
export interface IngestStatus {
  readonly type: 'status'
  readonly ready: boolean
  /** The ports it listens on; missing until it does. */
  readonly ports?: IngestPorts
  /** An error code (`PORT_IN_USE`) when it cannot start, or empty. */
  readonly reason: string
  readonly message: string
}
