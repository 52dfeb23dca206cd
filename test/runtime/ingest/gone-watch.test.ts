import { expect, it } from 'vitest'
import { createGoneWatch } from '../../../src/runtime/ingest/keep-ledger.ts'

const ledger = (server: string, beat: number, clean = false) => ({ server, beat, clean, streams: {} })

it('a gaze-server is gone when it said so, or when its ledger did not change at 20 looks on end', () => {
  const find = createGoneWatch()
  const names = (...all: ReturnType<typeof ledger>[]): string[] => find(all).map(({ server }) => server)
  expect(names(ledger('ended', 7, true), ledger('lives', 1), ledger('dead', 3))).toEqual(['ended'])
  for (let look = 1; look < 20; look += 1)
    expect(names(ledger('lives', look > 10 ? 2 : 1), ledger('dead', 3))).toEqual([])
  expect(names(ledger('lives', 2), ledger('dead', 3))).toEqual(['dead'])
})
