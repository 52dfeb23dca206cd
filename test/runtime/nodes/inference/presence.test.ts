import { describe, expect, it } from 'vitest'
import { createPresence } from '../../../../src/runtime/nodes/inference/presence.ts'
import type { Box } from '../../../../src/runtime/pipeline/item.ts'

const at = (x: number, score = 0.9) => ({
  box: [x, 0.2, x + 0.2, 0.5] as Box,
  class: 'face',
  score,
})

it('a face is new once, also while it moves, and again when it was away for long enough', () => {
  const newcomers = createPresence({ away: 2, confirm: 0 })
  const news = [
    newcomers([at(0.1)], 0),
    newcomers([at(0.15)], 1),
    newcomers([at(0.2), at(0.7)], 2),
    newcomers([], 3),
    newcomers([at(0.25)], 3.9),
    newcomers([], 5),
    newcomers([at(0.25)], 6.5),
  ].map((faces) => faces.length)
  expect(news).toEqual([1, 0, 1, 0, 0, 0, 1])
})

it('two faces are two', () => {
  const newcomers = createPresence({ away: 2, confirm: 0 })
  expect(newcomers([at(0.1), at(0.5)], 0)).toHaveLength(2)
  expect(newcomers([at(0.5), at(0.1)], 0.1)).toHaveLength(0)
})

describe('evidence', () => {
  /** Looks a fifth of a second apart, and in which of them something has come. */
  const comings = (looks: readonly (readonly ReturnType<typeof at>[])[], confirm?: number): number[] => {
    const newcomers = createPresence({ away: 2, confirm })
    return looks.flatMap((found, n) => newcomers(found, n / 5).map(() => n))
  }

  it('is two sure looks, and more where scores are low', () => {
    expect(comings([[], [at(0.1)], [at(0.12)], [at(0.14)]])).toEqual([2])
    expect(comings([[], ...Array.from({ length: 9 }, () => [at(0.1, 0.7)])])).toEqual([4])
  })

  it('is not a single false detection, nor one that comes back after a while', () => {
    expect(comings([[], [at(0.1)], [], [], [], [at(0.1)], [], [], []])).toEqual([])
  })

  it('may miss one look', () => {
    expect(comings([[], [at(0.1)], [], [at(0.1)]])).toEqual([3])
  })

  it('is one look in the first picture, in which everything is new', () => {
    expect(comings([[at(0.1, 0.72), at(0.6, 0.5)], [], []])).toEqual([0])
  })

  it('is a time where one is named', () => {
    expect(comings([[], [at(0.1)], [at(0.1)], [at(0.1)], [at(0.1)]], 0.6)).toEqual([4])
    expect(comings([[], [at(0.1, 0.5)], []], 0)).toEqual([1])
  })
})
