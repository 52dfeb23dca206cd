import { expect, it } from 'vitest'
import { createPresence } from '../../../../src/runtime/nodes/inference/presence.ts'
import type { Box } from '../../../../src/runtime/pipeline/item.ts'

const at = (x: number) => ({ box: [x, 0.2, x + 0.2, 0.5] as Box, class: 'face', score: 0.9 })

it('a face is new once, also while it moves, and again when it was away for long enough', () => {
  const newcomers = createPresence(2)
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
  const newcomers = createPresence(2)
  expect(newcomers([at(0.1), at(0.5)], 0)).toHaveLength(2)
  expect(newcomers([at(0.5), at(0.1)], 0.1)).toHaveLength(0)
})
