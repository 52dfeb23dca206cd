import { describe, expect, it } from 'vitest'
import { createGapFiller, type Place, type Placed } from '../../../../src/runtime/nodes/sinks/fill-gaps.ts'
import type { Box, FrameInfo } from '../../../../src/runtime/pipeline/item.ts'

const FRAME_NS = 100_000_000n

const frameAt = (index: number, ns = BigInt(index) * FRAME_NS): FrameInfo => ({
  ...{ index, captureNs: ns, width: 100, height: 100 },
})

const boxAt = (index: number): Box => [index / 100, 0.1, (index + 10) / 100, 0.3]

/** What comes of a track that is seen in the frames that `seen` names, ten frames a second. */
const play = (frames: number, seen: (index: number) => boolean, frame = frameAt): Placed[] => {
  const gaps = createGapFiller(1_000)
  const given: Placed[] = []
  for (let index = 0; index < frames; index++)
    given.push(...gaps.take(frame(index), seen(index) ? [{ trackId: 7, box: boxAt(index) }] : []))
  return [...given, ...gaps.rest()]
}

const framesWith = (given: readonly Placed[]): number[] =>
  given.flatMap(({ frame, places }) => (places.length > 0 ? [frame.index] : []))

describe('gaps of tracks', () => {
  it('are filled along a straight line, in the order of the frames', () => {
    const given = play(16, (index) => index < 5 || index > 8)
    expect(given.map(({ frame }) => frame.index)).toEqual(Array.from({ length: 16 }, (_, n) => n))
    for (const { frame, places } of given) {
      expect(places.map(({ trackId }) => trackId)).toEqual([7])
      for (const [side, value] of boxAt(frame.index).entries())
        expect(places[0]!.box[side]).toBeCloseTo(value)
    }
  })

  it.each([
    ['four frames before it', 4, 8, 20],
    ['four frames behind it', 5, 8, 12],
    ['more than a second', 5, 15, 30],
  ])('are left as they are with %s', (_, from, to, frames) => {
    const seen = (index: number): boolean => index < from || index >= to
    expect(framesWith(play(frames, seen))).toEqual(
      Array.from({ length: frames }, (_, index) => index).filter(seen),
    )
  })

  it('of a second are filled, and the row behind them has to have no gap of its own', () => {
    expect(framesWith(play(20, (index) => index < 5 || index >= 14))).toHaveLength(20)
    const seen = (index: number): boolean => index < 5 || (index >= 8 && index !== 11)
    expect(framesWith(play(20, seen))).toEqual(Array.from({ length: 20 }, (_, n) => n).filter(seen))
  })

  it('let a frame wait only while something may still be put onto it', () => {
    const gaps = createGapFiller(1_000)
    const place: Place = { trackId: 1, box: boxAt(0) }
    for (let index = 0; index < 6; index++) expect(gaps.take(frameAt(index), [place])).toHaveLength(1)
    for (let index = 6; index < 9; index++) expect(gaps.take(frameAt(index), [])).toEqual([])
    for (let index = 9; index < 13; index++) expect(gaps.take(frameAt(index), [place])).toEqual([])
    expect(gaps.take(frameAt(13), [place])).toHaveLength(8)
    for (let index = 14; index < 24; index++) expect(gaps.take(frameAt(index), [])).toEqual([])
    expect(gaps.take(frameAt(24), []).map(({ frame }) => frame.index)).toContain(24)
  })

  it('hold a bounded number of frames where time stands still or goes back', () => {
    for (const at of [() => 0n, (index: number) => BigInt(1_000 - index) * FRAME_NS]) {
      const given = play(
        1_000,
        (index) => index < 5 || index >= 990,
        (index) => frameAt(index, at(index)),
      )
      expect(framesWith(given)).toHaveLength(15)
    }
    const gaps = createGapFiller(1_000)
    for (let index = 0; index < 5; index++) gaps.take(frameAt(index, 0n), [{ trackId: 1, box: boxAt(index) }])
    let waiting = 0
    for (let index = 5; index < 2_000; index++) waiting += 1 - gaps.take(frameAt(index, 0n), []).length
    expect(waiting).toBe(0)
  })

  it('never change what was seen, and give each frame once', () => {
    let seed = 1
    const random = (): number => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed / 2_147_483_647
    }
    for (let round = 0; round < 50; round++) {
      const gaps = createGapFiller(500)
      const fed: Placed[] = []
      const given: Placed[] = []
      for (let index = 0; index < 120; index++) {
        const places = [1, 2, 3].filter(() => random() < 0.85).map((id) => ({ trackId: id, box: boxAt(id) }))
        fed.push({ frame: frameAt(index), places })
        given.push(...gaps.take(frameAt(index), places))
      }
      given.push(...gaps.rest())
      expect(given.map(({ frame }) => frame)).toEqual(fed.map(({ frame }) => frame))
      for (const [n, { places }] of given.entries()) {
        expect(places.slice(0, fed[n]!.places.length)).toEqual(fed[n]!.places)
        expect(new Set(places.map(({ trackId }) => trackId)).size).toBe(places.length)
      }
    }
  })
})
