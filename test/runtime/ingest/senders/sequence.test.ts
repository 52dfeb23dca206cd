import { describe, expect, it } from 'vitest'
import { missingBefore, parseRuns, type SenderRun } from '../../../../src/runtime/ingest/senders/sequence.ts'

const missing = (seqs: readonly number[], from: SenderRun[] = [], now = 0): number =>
  seqs.reduce((sum, seq) => sum + missingBefore(from, seq, now), 0)

const cases: [string, number[], number][] = [
  ['none is missing', [0, 1, 2, 3], 0],
  ['a gap', [0, 1, 5, 6], 3],
  ['two gaps', [0, 2, 4], 2],
  ['the first is not 0', [7, 8], 0],
  ['a sender that starts again', [500, 501, 0, 1, 2], 0],
  ['a sender that starts again and then loses some', [500, 0, 1, 4], 2],
  ['two senders under one key', [1000, 5, 1001, 6, 1002, 7], 0],
  ['two senders, one of which loses some', [1000, 5, 1001, 8, 1002, 9], 2],
  ['the same number twice', [3, 3, 4], 0],
  ['one that comes late', [1, 3, 2, 4], 1],
  ['a jump that no camera makes', [0, 1, 5_000_000], 0],
]

describe('frames missing before a number', () => {
  for (const [what, seqs, count] of cases)
    it(what, () => {
      expect(missing(seqs)).toBe(count)
    })

  it('may be many after a long time', () => {
    expect(missing([40_000], [{ last: 9, at: 0 }], 39_000)).toBe(39_990)
  })

  it('remembers a bounded number of senders', () => {
    const runs: SenderRun[] = []
    for (let sender = 100; sender > 0; sender -= 1) missingBefore(runs, sender * 1_000_000, 0)
    expect(runs).toHaveLength(16)
    expect(parseRuns(JSON.parse(JSON.stringify(runs)))).toEqual(runs)
    expect(parseRuns([{ last: 'x', at: 1 }, null, 3])).toEqual([])
  })
})
