import { expect, it } from 'vitest'
import { createAbsenceWatch } from '../../../../src/runtime/control/streams/lasting-absence.ts'
import { waitForNoPods } from '../../../../src/runtime/control/streams/remove.ts'
import type { Site } from '../../../../src/runtime/control/site.ts'

const away = { what: 'info-update is away', next: 'gaze status', podsRun: true }

it('an absence that may pass lasts when it was seen for 20 s on end, another at once', () => {
  let nowMs = 0
  const lasts = createAbsenceWatch(() => nowMs)
  const at = (ms: number, absence: Parameters<typeof lasts>[0]): boolean => {
    nowMs = ms
    return lasts(absence)
  }
  const passing = { ...away, mayPass: true }
  expect([at(1_000, passing), at(19_000, passing), at(19_500, undefined)]).toEqual([false, false, false])
  expect([at(30_000, passing), at(39_000, passing), at(40_000, passing)]).toEqual([false, false, true])
  expect(at(40_000, away)).toBe(true)
})

it('pods of a removed stream are not waited for where nothing will end them', async () => {
  const pods = { list: async () => [{ name: 'cam-1', stream: 'cam' }] }
  const site = { kind: 'kubernetes', absence: async () => away, records: { pods } } as unknown as Site
  const options = {
    timeoutMs: 60_000,
    signal: new AbortController().signal,
    say: () => {},
    stopped: () => {},
  }
  await expect(waitForNoPods(site, 'cam', options)).rejects.toMatchObject({
    ...{ code: 'NOT_RUNNING', message: expect.stringContaining('nothing ends its pods') },
    why: expect.stringContaining('cam-1'),
  })
})
