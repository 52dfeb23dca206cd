import type { LocalSite } from '../../site.ts'

const EVERY = 7

/** Says when the stack goes and comes; true once every stream that is followed has been removed, with its pods. */
export const watchStack = (
  site: LocalSite,
  streams: readonly string[],
  notice: (text: string) => void,
): (() => Promise<boolean>) => {
  let looks = 0
  let running: boolean | undefined
  let present = new Set(streams)

  const tellRunning = (now: boolean): void => {
    if (running === undefined && !now) notice('the local stack is not running; `gaze up` starts it')
    if (running === true && !now) notice('the local stack has stopped; waiting for it')
    if (running === false && now) notice('the local stack is running again')
    running = now
  }

  return async () => {
    if (looks++ % EVERY !== 0) return false
    tellRunning((await site.stack()) !== undefined)
    if (streams.length === 0) return false
    const recorded = new Set((await site.records.streams.list()).map(({ name }) => name))
    for (const name of present) if (!recorded.has(name)) notice(`stream ${name} was removed`)
    present = new Set(streams.filter((name) => recorded.has(name)))
    if (present.size > 0) return false
    // Their pods may still have something to say.
    return !(await site.records.pods.list()).some(({ stream }) => streams.includes(stream))
  }
}
