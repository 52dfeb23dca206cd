import { describe, expect, it } from 'vitest'
import {
  createZoneCounter,
  type ZoneCounterOptions,
} from '../../../../src/runtime/nodes/counting/zone-counter.ts'
import type { Box, Track } from '../../../../src/runtime/pipeline/item.ts'

const OPTIONS: ZoneCounterOptions = {
  polygon: [
    { x: 0.4, y: 0.2 },
    { x: 0.8, y: 0.2 },
    { x: 0.8, y: 0.8 },
    { x: 0.4, y: 0.8 },
  ],
  anchor: 'centre',
  hysteresis: 0.02,
  classes: undefined,
  dwell: undefined,
}

const boxAt = (x: number, y: number): Box => [x - 0.04, y - 0.1, x + 0.04, y + 0.1]

const trackAt = (x: number, more: Partial<Track> = {}, y = 0.5): Track => ({
  box: boxAt(x, y),
  start: boxAt(x, y),
  class: 'person',
  trackId: 1,
  hits: 9,
  coasting: false,
  ...more,
})

/** Ten frames a second; what happened in each frame that something happened in. */
const run = (
  frames: readonly (readonly Track[])[],
  options: Partial<ZoneCounterOptions> = {},
  aspect = 1,
) => {
  const counter = createZoneCounter({ ...OPTIONS, ...options })
  return frames.flatMap((tracks, n) =>
    counter.look(tracks, BigInt(n) * 100_000_000n, aspect).map(({ kind, track, dwellMs, lost }) => ({
      ...{ n, kind, id: track.trackId, dwellMs },
      ...(lost && { lost }),
    })),
  )
}

const along = (xs: readonly number[], more: Partial<Track> = {}): Track[][] =>
  xs.map((x) => [trackAt(x, more)])

describe('zone counter', () => {
  it('says when one enters and leaves, and how long it was inside', () => {
    expect(run(along([0.3, 0.35, 0.41, 0.45, 0.6, 0.79, 0.81, 0.9]))).toEqual([
      { n: 3, kind: 'entered', id: 1, dwellMs: 0 },
      { n: 7, kind: 'left', id: 1, dwellMs: 400 },
    ])
  })

  it('counts what trembles on a side once', () => {
    const trembling = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? 0.385 : 0.415))
    expect(run(along([0.3, ...trembling, 0.5, ...trembling, 0.3])).map(({ kind }) => kind)).toEqual([
      'entered',
      'left',
    ])
    expect(run(along(trembling))).toEqual([])
  })

  it('lets one enter that is first seen inside, and leave that is lost inside', () => {
    const frames = [...along([0.6, 0.6]), [trackAt(0.6, { coasting: true })], [], []]
    expect(run(frames)).toEqual([
      { n: 0, kind: 'entered', id: 1, dwellMs: 0 },
      { n: 3, kind: 'left', id: 1, dwellMs: 100, lost: true },
    ])
  })

  it('believes nothing that is only foreseen', () => {
    const frames = [
      ...along([0.3]),
      ...along([0.5, 0.6], { coasting: true }),
      ...along([0.6]),
      ...along([0.9], { coasting: true }),
      ...along([0.6]),
    ]
    expect(run(frames).map(({ n, kind }) => [n, kind])).toEqual([[3, 'entered']])
  })

  it('tells of a long stay once, and again of the next one', () => {
    const stay = [0.6, 0.6, 0.6, 0.6, 0.6]
    expect(run(along([...stay, 0.9, ...stay]), { dwell: 200 })).toEqual([
      { n: 0, kind: 'entered', id: 1, dwellMs: 0 },
      { n: 2, kind: 'dwelt', id: 1, dwellMs: 200 },
      { n: 5, kind: 'left', id: 1, dwellMs: 500 },
      { n: 6, kind: 'entered', id: 1, dwellMs: 0 },
      { n: 8, kind: 'dwelt', id: 1, dwellMs: 200 },
    ])
  })

  it('takes the classes that are asked for, whatever they are called once inside', () => {
    const frames = [
      [trackAt(0.6), trackAt(0.6, { trackId: 2, class: 'car' })],
      [trackAt(0.6, { class: 'car' }), trackAt(0.6, { trackId: 2, class: 'car' })],
      [trackAt(0.9), trackAt(0.9, { trackId: 2, class: 'car' })],
    ]
    expect(run(frames, { classes: ['person', 'dog'] }).map(({ n, kind, id }) => [n, kind, id])).toEqual([
      [0, 'entered', 1],
      [2, 'left', 1],
    ])
  })

  it('goes by the bottom of a box where that is asked for', () => {
    expect(run([[trackAt(0.6, {}, 0.75)]], { anchor: 'bottom' })).toEqual([])
    expect(run([[trackAt(0.6, {}, 0.15)]], { anchor: 'bottom' })).toHaveLength(1)
  })

  it('can be entered however small it is', () => {
    const polygon = [
      { x: 0.5, y: 0.49 },
      { x: 0.51, y: 0.49 },
      { x: 0.51, y: 0.51 },
      { x: 0.5, y: 0.51 },
    ]
    expect(run(along([0.4, 0.505, 0.6]), { polygon }).map(({ kind }) => kind)).toEqual(['entered', 'left'])
  })

  it('knows who is inside', () => {
    const counter = createZoneCounter(OPTIONS)
    counter.look([trackAt(0.6), trackAt(0.1, { trackId: 2 }), trackAt(0.7, { trackId: 3 })], 0n, 1)
    expect(counter.inside().map(({ trackId }) => trackId)).toEqual([1, 3])
  })
})
