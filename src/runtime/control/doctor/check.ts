import { GazeError, messageOf } from '../../errors.ts'
import { timeLimit } from '../../service/time-limit.ts'

export type CheckState = 'ok' | 'warning' | 'failed' | 'skipped'

/** One thing that a context needs, as `--json` prints it. */
export interface CheckResult {
  readonly name: string
  readonly state: CheckState
  /** What was seen. */
  readonly message: string
  /** What to do; empty where nothing is to be done. */
  readonly next: string
}

/** What is there, or what is odd but works. */
export type Found = string | { readonly warning: string; readonly next: string }

export interface Check {
  readonly name: string
  /** Checks without which this one makes no sense. */
  readonly needs?: readonly string[]
  /** @throws GazeError what is missing, why, and what to do. */
  look(signal: AbortSignal): Promise<Found>
}

const LOOK_MS = 15_000

const failed = (name: string, error: unknown): CheckResult => {
  if (!(error instanceof GazeError)) return { name, state: 'failed', message: messageOf(error), next: '' }
  const why = error.why === undefined || error.why === '' ? '' : `: ${error.why}`
  return { name, state: 'failed', message: `${error.message}${why}`, next: error.hint ?? '' }
}

const run = async ({ name, look }: Check, signal: AbortSignal): Promise<CheckResult> => {
  const limit = timeLimit(signal, LOOK_MS)
  try {
    const found = await look(limit.signal)
    return typeof found === 'string'
      ? { name, state: 'ok', message: found, next: '' }
      : { name, state: 'warning', message: found.warning, next: found.next }
  } catch (error) {
    signal.throwIfAborted()
    if (!limit.expired()) return failed(name, error)
    return { name, state: 'failed', message: `no answer within ${LOOK_MS / 1_000} s`, next: '' }
  } finally {
    limit.clear()
  }
}

/** One after the other; what needs something that failed is skipped. */
export async function* runChecks(checks: readonly Check[], signal: AbortSignal): AsyncGenerator<CheckResult> {
  const bad = new Set<string>()
  for (const check of checks) {
    const missing = (check.needs ?? []).find((name) => bad.has(name))
    const result: CheckResult =
      missing === undefined
        ? await run(check, signal)
        : { name: check.name, state: 'skipped', message: `needs ${missing}`, next: '' }
    if (result.state === 'failed' || result.state === 'skipped') bad.add(check.name)
    yield result
  }
}
