import { expect, it } from 'vitest'
import { GazeError } from '../../../../src/runtime/errors.ts'
import { retryWaits } from '../../../../src/runtime/records/mongodb/retry-waits.ts'
import { createTroubles } from '../../../../src/runtime/records/mongodb/troubles.ts'

it('the troubles of many followers are told as one', () => {
  const told: (string | undefined)[] = []
  const follower = createTroubles((error) => told.push(error?.code))
  const [first, second] = [follower(), follower()]
  const away = new GazeError('STORE_UNAVAILABLE', 'away')
  first(undefined)
  first(away)
  first(away)
  second(away)
  first(undefined)
  expect(told).toEqual(['STORE_UNAVAILABLE'])
  second(undefined)
  expect(told).toEqual(['STORE_UNAVAILABLE', undefined])
})

it('waits between tries grow to 10 s, and differ', () => {
  const longest = retryWaits(() => 1)
  expect(Array.from({ length: 8 }, () => longest.next())).toEqual([
    250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
  ])
  longest.reset()
  expect(longest.next()).toBe(250)
  expect(retryWaits(() => 0).next()).toBe(125)
})
