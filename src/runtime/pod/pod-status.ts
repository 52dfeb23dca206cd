import { type PodStatus, STARTING } from './assignment.ts'

type Status = Omit<PodStatus, 'type'>

export interface StatusKeeper {
  readonly now: () => Status
  /** Reports when that changes something. */
  set(change: Partial<Status>): void
  /** The status now, then again at each change; only the newest is kept for a slow reader. */
  changes(signal: AbortSignal): AsyncIterable<PodStatus>
}

export const createStatus = (report: (status: PodStatus) => void): StatusKeeper => {
  const wakes = new Set<() => void>()
  let status: Status = STARTING
  let told = ''
  const set = (change: Partial<Status>): void => {
    status = { ...status, ...change }
    const text = JSON.stringify(status)
    if (text === told) return
    told = text
    report({ type: 'status', ...status })
    for (const wake of wakes) wake()
  }
  async function* changes(signal: AbortSignal): AsyncGenerator<PodStatus> {
    let given: Status | undefined
    let wake = (): void => {}
    const wakeUp = (): void => wake()
    wakes.add(wakeUp)
    signal.addEventListener('abort', wakeUp, { once: true })
    try {
      while (!signal.aborted) {
        if (given === status)
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        else {
          given = status
          yield { type: 'status', ...given }
        }
      }
    } finally {
      wakes.delete(wakeUp)
      signal.removeEventListener('abort', wakeUp)
    }
  }
  return { now: () => status, set, changes }
}
