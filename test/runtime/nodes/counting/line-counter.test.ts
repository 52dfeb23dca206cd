import { describe, expect, it } from 'vitest'
import {
  createLineCounter,
  type LineCounterOptions,
} from '../../../../src/runtime/nodes/counting/line-counter.ts'
import type { Box, Track } from '../../../../src/runtime/pipeline/item.ts'

const OPTIONS: LineCounterOptions = {
  line: { x1: 0.5, y1: 0, x2: 0.5, y2: 1 },
  anchor: 'centre',
  hysteresis: 0.015,
  moved: 0.5,
}

type Place = readonly [x: number, y?: number]

const boxAt = ([x, y = 0.5]: Place): Box => [x - 0.04, y - 0.1, x + 0.04, y + 0.1]

/** Directions counted while one track goes through those places. */
const pass = (
  places: readonly Place[],
  options: Partial<LineCounterOptions> = {},
  more: Partial<Track> = {},
) => {
  const counter = createLineCounter({ ...OPTIONS, ...options })
  const start = boxAt(places[0]!)
  return places.flatMap((place, hits) => {
    const track = { box: boxAt(place), start, class: 'object', trackId: 1, hits, coasting: false, ...more }
    return counter.look([track], 1).map(({ direction }) => direction)
  })
}

const way = (from: number, to: number, steps = 20): Place[] =>
  Array.from({ length: steps + 1 }, (_, step) => [from + ((to - from) * step) / steps])

const tremble = (around: number, by: number): Place[] =>
  Array.from({ length: 40 }, (_, step) => [around + (step % 2 === 0 ? by : -by)])

describe('line counter', () => {
  it.each([
    ['to the right over a line that goes down', way(0.2, 0.8), {}, ['out']],
    ['to the left over a line that goes down', way(0.8, 0.2), {}, ['in']],
    ['in one leap', [[0.2], [0.8]] as Place[], {}, ['out']],
    ['there and back', [...way(0.2, 0.8), ...way(0.8, 0.2)], {}, ['out', 'in']],
    [
      'there, back and there again',
      [...way(0.2, 0.8), ...way(0.8, 0.2), ...way(0.2, 0.8)],
      {},
      ['out', 'in', 'out'],
    ],
    ['not all the way', way(0.2, 0.51), {}, []],
    [
      'trembling on the line, after a way',
      [...way(0.2, 0.5), ...tremble(0.5, 0.014), ...way(0.5, 0.8)],
      {},
      ['out'],
    ],
    [
      'trembling over the line, never far from it',
      [...way(0.2, 0.5), ...tremble(0.5, 0.03)],
      {},
      ['out', 'in'],
    ],
    ['changing in place', tremble(0.5, 0.03), {}, []],
    [
      'below the picture, where the line reaches its border',
      way(0.2, 0.8).map(([x]) => [x, 0.95] as const),
      { anchor: 'bottom' as const },
      ['out'],
    ],
    [
      'below the picture, where the line ends before',
      way(0.2, 0.8).map(([x]) => [x, 0.95] as const),
      { anchor: 'bottom' as const, line: { x1: 0.5, y1: 0, x2: 0.5, y2: 0.99 } },
      [],
    ],
    ['beside the line', way(0.2, 0.8), { line: { x1: 0.5, y1: 0.6, x2: 0.5, y2: 1 } }, []],
    [
      'its bottom over a line that its centre is beside',
      way(0.2, 0.8),
      { line: { x1: 0.5, y1: 0.55, x2: 0.5, y2: 1 }, anchor: 'bottom' as const },
      ['out'],
    ],
    ['with a wider hysteresis', way(0.2, 0.58), { hysteresis: 0.1 }, []],
  ] as const)('%s', (_, places, options, expected) => {
    expect(pass(places, options)).toEqual(expected)
  })

  it('counts late what was known late', () => {
    expect(pass(way(0.49, 0.6), { moved: 0.7 })).toEqual(['out'])
  })

  it('does not count what is only foreseen', () => {
    expect(pass(way(0.2, 0.8), {}, { coasting: true })).toEqual([])
  })

  it('keeps tracks apart', () => {
    const counter = createLineCounter(OPTIONS)
    const tracks = (x: number): Track[] =>
      [1, 2].map((trackId) => ({
        box: boxAt([trackId === 1 ? x : 1 - x]),
        start: boxAt([trackId === 1 ? 0.2 : 0.8]),
        class: 'object',
        trackId,
        hits: 9,
        coasting: false,
      }))
    const seen = way(0.2, 0.8).flatMap(([x]) => counter.look(tracks(x), 1))
    expect(seen.map(({ track, direction }) => [track.trackId, direction])).toEqual([
      [1, 'out'],
      [2, 'in'],
    ])
  })
})
