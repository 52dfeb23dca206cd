import { expect, it } from 'vitest'
import { GazeError } from '../../../../src/runtime/errors.ts'
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
