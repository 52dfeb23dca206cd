import { setTimeout as sleep } from 'node:timers/promises'

/** Looks until it is true. @throws Error with what was waited for, after that time. */
export const until = async (
  what: string,
  look: () => boolean | Promise<boolean>,
  timeoutMs = 60_000,
): Promise<void> => {
  const deadline = performance.now() + timeoutMs
  while (!(await look())) {
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what}`)
    await sleep(50)
  }
}
