import { expect, it } from 'vitest'
import { createRetryBackOff } from '../../../src/runtime/process/retry-back-off.ts'

it('waits between tries double up to the most, with half of each left to chance, and begin anew', () => {
  const waits = (random: number) => {
    const backOff = createRetryBackOff({ firstMs: 250, mostMs: 5_000, random: () => random })
    const some = Array.from({ length: 7 }, () => backOff.next())
    backOff.reset()
    return [...some, backOff.next()]
  }
  expect(waits(1)).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 250])
  expect(waits(0)).toEqual([125, 250, 500, 1_000, 2_000, 2_500, 2_500, 125])
})
