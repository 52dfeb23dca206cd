/** A lease as it was read or written last. */
export interface Lease {
  /** Who has it; empty when it was given back. */
  readonly holder: string
  /** Counts the changes of its holder: what a lower epoch writes is refused. */
  readonly epoch: number
  /** For how long it holds without being renewed. */
  readonly durationMs: number
  /** Another one at each write. */
  readonly version: string
}

/** Where a lease is kept. */
export interface LeaseStore {
  /** As it is now. */
  read(): Promise<Lease | undefined>
  /** Writes over `over` (undefined: there is none); gives undefined when somebody else was faster. */
  write(next: Omit<Lease, 'version'>, over: Lease | undefined): Promise<Lease | undefined>
  /** As it is, where that is known without asking. */
  seen(): Lease | undefined
  /** Resolves when it may have changed, after `ms`, or at the abort. */
  changed(ms: number, signal: AbortSignal): Promise<void>
}

/** The lease of somebody else, and when it was seen for the first time as it is, on a clock of this process. */
export interface Sighting {
  readonly version: string
  readonly atMs: number
}

export const sighted = (before: Sighting | undefined, lease: Lease | undefined, nowMs: number): Sighting =>
  before !== undefined && before.version === lease?.version
    ? before
    : { version: lease?.version ?? '', atMs: nowMs }

/**
 * Milliseconds until the lease can be taken; 0 when it is free. The clocks of two machines are never compared: a lease
 * has run out when this process has seen it unchanged for its whole duration.
 */
export const freeInMs = (lease: Lease | undefined, { atMs }: Sighting, nowMs: number): number =>
  lease === undefined || lease.holder === '' ? 0 : Math.max(0, atMs + lease.durationMs - nowMs)

/** Seconds since 2020, so that a lease which was deleted by hand begins above all of its epochs before. */
const firstEpoch = (nowMs: number): number => Math.floor((nowMs - Date.UTC(2020, 0)) / 1000)

export const nextEpoch = (lease: Lease | undefined, nowMs: number): number =>
  lease === undefined ? firstEpoch(nowMs) : lease.epoch + 1
