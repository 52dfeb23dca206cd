import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mayBePercent, scoreScale } from '../../../../../src/runtime/nodes/sources/detections/scores.ts'

const scaled = (scores: readonly (number | undefined)[]): (number | undefined)[] =>
  scores.map(scoreScale(scores))

describe('scores of a file', () => {
  it.each<[string, readonly (number | undefined)[], readonly (number | undefined)[]]>([
    ['leaves probabilities as they are', [0, 0.3, 1], [0, 0.3, 1]],
    ['leaves a file of ones as it is', [1, 1], [1, 1]],
    ['takes -1 throughout for none', [-1, -1], [undefined, undefined]],
    ['takes -1 among probabilities for none', [0.9, -1, 0.2], [0.9, undefined, 0.2]],
    ['keeps none', [undefined, undefined], [undefined, undefined]],
    [
      'puts the lower quartile at a half',
      [10.5, 20.5, 30.5, 40.5, 50.5],
      [0.1824, 0.5, 0.8176, 0.9526, 0.989],
    ],
    ['takes whole numbers to 100 for percentages', [0, 55, 100, -1], [0, 0.55, 1, undefined]],
    ['takes whole numbers beyond for sums', [100, 200, 300, 400, 500], [0.1824, 0.5, 0.8176, 0.9526, 0.989]],
    ['does with margins as with sums', [-0.5, 0.5, 1.5, 2.5, 3.5], [0.1824, 0.5, 0.8176, 0.9526, 0.989]],
  ])('%s', (_, scores, expected) => {
    for (const [n, score] of scaled(scores).entries())
      expected[n] === undefined ? expect(score).toBeUndefined() : expect(score).toBeCloseTo(expected[n], 4)
  })

  it('takes them for percentages where that is said', () => {
    expect([55.5, 1, 120, -1, undefined].map(scoreScale([55.5, 1], 'percent'))).toEqual([
      ...[0.555, 0.01, 1, undefined, undefined],
    ])
  })

  it.each<[readonly (number | undefined)[], boolean]>([
    [[55.5, 90.1, -1, undefined], true],
    [[55.5, 139], false],
    [[-0.5, 2.3], false],
    [[55, 90], false],
    [[0.3, 1], false],
  ])('says of %j whether they may be percentages', (scores, may) => expect(mayBePercent(scores)).toBe(may))

  it('keeps the order and stays within 0-1, whatever the unit', () => {
    const score = fc.double({ min: -1e6, max: 1e6, noNaN: true }).filter((own) => own !== -1)
    fc.assert(
      fc.property(fc.array(score, { minLength: 2, maxLength: 50 }), (scores) => {
        const given = scaled(scores)
        if (given[0] === undefined) return
        const pairs = scores.map((own, n) => [own, given[n]!] as const).sort((a, b) => a[0] - b[0])
        for (const [n, [, value]] of pairs.entries()) {
          expect(value).toBeGreaterThanOrEqual(0)
          expect(value).toBeLessThanOrEqual(1)
          if (n > 0) expect(value).toBeGreaterThanOrEqual(pairs[n - 1]![1])
        }
      }),
    )
  })
})
