/** What is known of a node and of the machine that it runs on. */
export interface Machine {
  /** A stream shares the machine with other streams, `run` has it to itself. */
  readonly mode: 'run' | 'stream'
  /** Cores of the machine. */
  readonly all: number
  /** Cores that the pod may use; undefined where that is not limited. */
  readonly cores: number | undefined
  /** What was measured fastest there; 0 where nothing was. */
  readonly fastest: number
}

/**
 * Threads of one run of a model; 0: all cores. In a stream no more than the cores that its pod was given, because more
 * threads than that only wait for each other, and without such a limit no more than half of all.
 */
export const threadsOn = ({ mode, all, cores, fastest }: Machine): number => {
  if (mode === 'run') return fastest
  const most = Math.min(all, Math.max(1, Math.floor(cores ?? all / 2)))
  return Math.min(fastest || most, most)
}
