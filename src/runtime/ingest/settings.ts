export interface Listen {
  readonly host: string
  /** 0 takes a free one; the status says which. */
  readonly port: number
}

/** What gaze-server is told at its start, in a 0600 JSON file or a mounted one, whose path is its only argument. */
export interface IngestSettings {
  /** Its `ledger` folder keeps the counters, its `records` the records where no database is named. */
  readonly stateDir: string
  /** A file that holds the MongoDB connection string. */
  readonly mongodbUriFile?: string
  /** `gazedb` where absent. */
  readonly database?: string
  /** Senders, plain (PULL); closed where absent. */
  readonly ingest?: Listen
  /** Senders that know the public key (PULL, CURVE); needs `curve`. */
  readonly secureIngest?: Listen
  /** Our pods (ROUTER); by CURVE alone where there is `curve`. */
  readonly pods: Listen
  readonly http: Listen
  /** Files that hold the server's CURVE keys, Z85. */
  readonly curve?: { readonly publicKeyFile: string; readonly secretKeyFile: string }
  /** The site's token, or a file that holds it. */
  readonly token?: string
  readonly tokenFile?: string
}

export interface IngestPorts {
  /** 0 where senders in clear are not let in. */
  readonly ingest: number
  /** 0 where there is no key. */
  readonly secureIngest: number
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
