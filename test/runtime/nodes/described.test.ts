import { expect, it } from 'vitest'
import { described } from '../../../src/runtime/nodes/described.ts'

it('a box that reaches beyond the picture is told as far as it is on it', () => {
  const box = [-0.25, 0.123_456, 0.5, 1.75] as const
  const track = { box, class: 'person', trackId: 3, start: box, hits: 5, coasting: false, score: 0.900012 }
  expect(described(track)).toEqual({ class: 'person', trackId: 3, box: [0, 0.1235, 0.5, 1], score: 0.9 })
})
