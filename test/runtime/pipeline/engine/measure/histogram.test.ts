import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createHistogram } from '../../../../../src/runtime/pipeline/engine/measure/histogram.ts'

it('is 0 when empty', () => {
  const histogram = createHistogram()
  expect([histogram.mean(), histogram.quantile(0.99)]).toEqual([0, 0])
})

it('knows mean and quantiles, these to a tenth and never above the largest', () => {
  const durations = fc.array(fc.double({ min: 0.001, max: 20_000, noNaN: true }), {
    minLength: 1,
    maxLength: 300,
  })
  fc.assert(
    fc.property(durations, fc.constantFrom(0.5, 0.9, 0.99, 1), (values, q) => {
      const histogram = createHistogram()
      for (const value of values) histogram.add(value)
      const sorted = values.toSorted((a, b) => a - b)
      const exact = sorted[Math.ceil(q * values.length) - 1]!
      expect(histogram.quantile(q)).toBeGreaterThanOrEqual(exact * 0.999)
      expect(histogram.quantile(q)).toBeLessThanOrEqual(Math.min(exact * 1.101, sorted.at(-1)!))
      expect(histogram.mean()).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 6)
    }),
  )
})
