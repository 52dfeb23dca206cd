import { type PodStatus, STARTING } from './assignment.ts'

type Status = Omit<PodStatus, 'type'>

export interface StatusKeeper {
  readonly now: () => Status
  /** Reports when that changes something. */
  set(change: Partial<Status>): void
}

export const createStatus = (report: (status: PodStatus) => void): StatusKeeper => {
  let status: Status = STARTING
  let told = ''
  const set = (change: Partial<Status>): void => {
    status = { ...status, ...change }
    const text = JSON.stringify(status)
    if (text === told) return
    told = text
    report({ type: 'status', ...status })
  }
  return { now: () => status, set }
}
