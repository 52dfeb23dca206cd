import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { isBalanced } from '../../../src/runtime/ledger/tally.ts'
import type { Counts } from '../../../src/runtime/ledger/types.ts'
import type { GazeEvent } from '../../../src/runtime/wire/event.ts'
import { writeClip } from '../../support/clip.ts'
import { readAll } from './event-log/support.ts'
import { chain, COUNT, createPodSite, type PodSite } from './support.ts'

export const eventsOf = async ({ assignment }: PodSite): Promise<{ offset: number; event: GazeEvent }[]> =>
  (await readAll(assignment.eventsDir)).map(({ offset, text }) => ({
    offset,
    event: JSON.parse(text) as GazeEvent,
  }))

export const counters = ({ assignment }: PodSite): Counts =>
  JSON.parse(readFileSync(assignment.ledgerFile, 'utf8')) as Counts

/** A clip that goes round and round as fast as it can. */
export const busySite = (): PodSite => {
  const made = createPodSite({ source: 'pipeline' })
  const path = join(made.dir, 'clip.y4m')
  writeClip(path)
  const pipeline = chain(['file', { path, rate: 'max', loop: true }], ...COUNT)
  return { ...made, start: (more, before) => made.start({ pipeline, ...more }, before) }
}

/** Kills a busy pod so many times and checks, each time and at the end, what must not be lost. */
export const killRounds = async (site: PodSite, rounds: number): Promise<void> => {
  let captured = 0
  let logged = 0
  for (let round = 0; round < rounds; round += 1) {
    const pod = site.start()
    const { ledger, events } = await pod.untilState(
      (state) =>
        state.events.written > 5 &&
        state.ledger.captured > captured &&
        existsSync(site.assignment.ledgerFile),
    )
    await pod.kill('SIGKILL')
    expect(isBalanced(ledger)).toBe(true)
    expect(events.endOffset - events.written).toBe(logged)
    const kept = await eventsOf(site)
    expect(kept.length).toBeGreaterThanOrEqual(events.endOffset)
    expect(kept.map(({ offset }) => offset)).toEqual(kept.map((_, at) => at))
    expect(isBalanced(counters(site))).toBe(true)
    captured = counters(site).captured
    logged = kept.length
  }
  const last = site.start()
  await last.until(({ ready }) => ready)
  expect(await last.kill('SIGTERM')).toBe(0)
  expect(isBalanced(counters(site))).toBe(true)
  expect(counters(site).inFlight).toBe(0)
  const byId = new Map<string, string>()
  for (const { event } of await eventsOf(site)) {
    // The capture time of a file that starts now is another with each start; all else must be the same.
    const same = JSON.stringify({ ...event, time: '' })
    expect(byId.get(event.id) ?? same).toBe(same)
    byId.set(event.id, same)
  }
}
