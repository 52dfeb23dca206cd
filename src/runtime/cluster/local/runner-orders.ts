/** What the runner is told, in a 0600 JSON file whose path is its only argument. */
export interface RunnerOrders {
  readonly uid: string
  readonly command: readonly string[]
  /** Where the program runs; without it, where its parent does. */
  readonly cwd?: string
  /** The whole environment of the program, secrets included. */
  readonly env: Readonly<Record<string, string>>
  /** The program is ready when it listens here; 0: when it has lived for a moment. */
  readonly readyPort: number
}

/** What the runner says to its parent beside {@link PodStatus}: which process it started. */
export interface ProgramStarted {
  readonly type: 'program'
  readonly pid: number
  readonly mark: string
}
