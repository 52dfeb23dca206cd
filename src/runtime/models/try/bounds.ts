import { availableParallelism, freemem } from 'node:os'

const GIB = 1024 ** 3

/** What a trial may use. */
export interface Bounds {
  readonly ms: number
  /** Of memory that it writes to. */
  readonly bytes: number
}

/** More than any detector needs for one picture, and not more than there is. */
export const usualBounds = (): Bounds => ({ ms: 60_000, bytes: Math.max(GIB, Math.min(8 * GIB, freemem())) })

/**
 * A command line with which the system bounds the memory and, should nobody be left to end it, the time of all cores; as
 * it is where the system has no such bounds.
 */
export const bounded = ({ ms, bytes }: Bounds, command: readonly string[]): readonly string[] => {
  if (process.platform !== 'linux') return command
  const seconds = Math.ceil(ms / 1_000) * availableParallelism()
  // What is set already may be narrower, and stays.
  const limits = `ulimit -d ${Math.ceil(bytes / 1024)} 2>/dev/null; ulimit -t ${seconds} 2>/dev/null`
  return ['/bin/sh', '-c', `${limits}; exec "$@"`, 'sh', ...command]
}
