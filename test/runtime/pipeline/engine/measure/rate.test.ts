import { expect, it } from 'vitest'
import { createRate } from '../../../../../src/runtime/pipeline/engine/measure/rate.ts'

it('follows what happens a second, from the first on, and forgets', () => {
  let ms = 0
  const rate = createRate(() => ms)
  const pass = (seconds: number, perSecond: number): void => {
    for (let n = 0; n < seconds * perSecond; n++) {
      ms += 1_000 / perSecond
      rate.add()
    }
  }
  pass(0.5, 30)
  expect(rate.perSecond()).toBeCloseTo(30, 0)
  pass(20, 30)
  expect(rate.perSecond()).toBeGreaterThan(28)
  expect(rate.perSecond()).toBeLessThan(32)
  pass(10, 5)
  expect(rate.perSecond()).toBeCloseTo(5, 0)
  ms += 60_000
  expect(rate.perSecond()).toBe(0)
})
