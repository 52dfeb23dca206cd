import { describe, expect, it } from 'vitest'
import { createBoxFollower } from '../../../../../src/runtime/nodes/tracking/boxes/box-follower.ts'
import type { FollowerOptions } from '../../../../../src/runtime/nodes/tracking/follower.ts'
import type { Box, Detection, Frame, Track } from '../../../../../src/runtime/pipeline/item.ts'

const FPS = 20
/** In pixels of a picture of 1000x500. */
type Pixels = readonly [x: number, y: number, w: number, h: number, score?: number, kind?: string]

const detection = ([x, y, w, h, score = 0.9, kind = 'person']: Pixels): Detection => ({
  box: [x / 1000, y / 500, (x + w) / 1000, (y + h) / 500],
  class: kind,
  score,
})

/** The tracks of each frame; `shown` says what the detector finds in it. */
const run = (
  frames: number,
  shown: (frame: number) => readonly (Pixels | false)[],
  options: FollowerOptions & { readonly rate?: number } = {},
): Track[][] => {
  const follow = createBoxFollower(options)
  return Array.from({ length: frames }, (_, index) => {
    const captureNs = BigInt(Math.round((index * 1e9) / (options.rate ?? FPS)))
    const frame = { index, captureNs, width: 1000, height: 500 } as Frame
    const detections = shown(index)
      .filter((one) => one !== false)
      .map(detection)
    return follow({ frame, detections })
  })
}

const found = (frames: readonly (readonly Track[])[]): Track[] =>
  frames.flat().filter(({ coasting }) => !coasting)
const idsOf = (frames: readonly (readonly Track[])[]): number[] => [
  ...new Set(found(frames).map(({ trackId }) => trackId)),
]
/** The number of what is nearest to that place in the last frame. */
const idAt = (frames: readonly (readonly Track[])[], x: number): number | undefined =>
  frames.at(-1)?.toSorted((a, b) => Math.abs(a.box[0] - x / 1000) - Math.abs(b.box[0] - x / 1000))[0]?.trackId

describe('boxes of a detector', () => {
  it.each([2, 5, 10, 25, 60, 120])('get one number for who walks by, at %d frames a second', (rate) => {
    const tracks = run(6 * rate, (frame) => [[50 + (120 * frame) / rate, 200, 50, 130]], { rate })
    expect(idsOf(tracks)).toEqual([1])
    expect(found(tracks).length).toBeGreaterThan(5 * rate)
  })

  it('get one number although the rate was said four times too high', () => {
    const walk = (frame: number): Pixels[] => [[50 + 16 * frame, 200, 50, 130]]
    expect(idsOf(run(40, walk, { rate: 4 * 7 }))).toEqual([1])
  })

  it.each<[string, number, number]>([
    ['for a second and a half', 30, 1],
    ['for two and a half seconds', 50, 1],
    ['for longer than it is remembered', 80, 2],
  ])('keep the number of who is hidden %s', (_, hidden, numbers) => {
    const tracks = run(150, (frame) => [
      (frame < 40 || frame >= 40 + hidden) && [50 + 5 * frame, 200, 50, 130],
    ])
    expect(idsOf(tracks)).toHaveLength(numbers)
  })

  it('keep the numbers of two who cross, one behind the other, the farther one being hidden', () => {
    const tracks = run(100, (frame) => {
      const [near, far]: [Pixels, Pixels] = [
        [100 + 6 * frame, 200, 60, 160],
        [700 - 6 * frame, 180, 50, 125],
      ]
      return [near, Math.abs(near[0] - far[0]) > 45 && far]
    })
    expect(idsOf(tracks)).toHaveLength(2)
    expect(idAt(tracks.slice(0, 20), 100)).toBe(idAt(tracks, 700))
    expect(idAt(tracks.slice(0, 20), 600)).toBe(idAt(tracks, 100))
  })

  it('give a new number to who comes while the one that it could be is still there', () => {
    const tracks = run(60, (frame) => [[300, 200, 50, 130], frame >= 30 && [380, 200, 50, 130]])
    expect(idsOf(tracks)).toHaveLength(2)
  })

  it.each<[string, Pixels, number]>([
    ['has the size of the one that was lost near there', [370, 200, 48, 120], 1],
    ['is smaller than the one that was lost near there', [370, 200, 34, 85], 2],
    ['is farther away than anybody walks', [700, 200, 48, 120], 2],
  ])('give one number or two where who appears %s', (_, box, numbers) => {
    const tracks = run(60, (frame) => [frame < 30 && [300, 200, 50, 130], frame > 40 && box])
    expect(idsOf(tracks)).toHaveLength(numbers)
  })

  it('go on with boxes of low score, which begin nothing', () => {
    const tracks = run(40, (frame) => [
      [300, 200, 50, 130, frame < 20 ? 0.9 : 0.3],
      [600, 200, 50, 130, 0.45],
    ])
    expect(idsOf(tracks)).toEqual([1])
    expect(found(tracks).length).toBe(40)
  })

  it.each<[number, number]>([
    [0.95, 2],
    [0.8, 3],
    [0.6, 5],
    [0.5, 7],
  ])('give a number to what is found with a score of %d again and again in frame %d', (score, frames) => {
    const tracks = run(20, (frame) => [[100, 100, 50, 130], frame > 0 && [300, 200, 50, 130, score]])
    expect(tracks.findIndex((some) => some.length === 2)).toBe(frames)
  })

  it('give no number to faint false alarms that come and go in one place', () => {
    const tracks = run(200, (frame) => [[100, 100, 50, 130], frame % 20 < 3 && [300, 200, 50, 130, 0.5]])
    expect(idsOf(tracks)).toEqual([1])
  })

  it('give no number to what is found once', () => {
    const tracks = run(30, (frame) => [[300, 200, 50, 130], frame === 15 && [600, 200, 50, 130]])
    expect(idsOf(tracks)).toEqual([1])
  })

  it('give no number to the second box of one person', () => {
    const tracks = run(30, () => [
      [300, 200, 50, 130],
      [305, 215, 48, 105, 0.8],
    ])
    expect(idsOf(tracks)).toEqual([1])
  })

  it('are told apart by class', () => {
    const tracks = run(30, () => [
      [300, 200, 60, 130, 0.9, 'person'],
      [300, 200, 60, 130, 0.9, 'bicycle'],
    ])
    expect(
      tracks
        .at(-1)
        ?.map((track) => track.class)
        .sort(),
    ).toEqual(['bicycle', 'person'])
  })

  it('keep the number of what is called now a car and now a truck, and the name of the greater score', () => {
    const tracks = run(60, (frame) => [
      [100 + 5 * frame, 200, 120, 80, frame % 3 === 0 ? 0.75 : 0.85, frame % 3 === 0 ? 'truck' : 'car'],
    ])
    expect(idsOf(tracks)).toEqual([1])
    expect(found(tracks).length).toBe(60)
    expect(new Set(tracks.slice(2).flatMap((some) => some.map((track) => track.class)))).toEqual(
      new Set(['car']),
    )
  })

  it('give one number to what a detector calls both a car and a truck at once', () => {
    const tracks = run(30, (frame) => [
      [100 + 5 * frame, 200, 120, 80, 0.9, 'car'],
      [102 + 5 * frame, 201, 118, 80, 0.8, 'truck'],
    ])
    expect(idsOf(tracks)).toEqual([1])
  })

  it('give a rider and what is ridden numbers of their own, also where each is missed in turn', () => {
    const tracks = run(60, (frame) => [
      frame % 4 !== 1 && [100 + 5 * frame, 200, 60, 130, 0.9, 'person'],
      frame % 4 !== 3 && [100 + 5 * frame, 215, 60, 130, 0.9, 'bicycle'],
    ])
    expect(idsOf(tracks)).toHaveLength(2)
    for (const track of tracks.flat())
      expect(track.class).toBe(
        idsOf([tracks[0]!.filter((one) => one.class === 'person')])[0] === track.trackId
          ? 'person'
          : 'bicycle',
      )
  })

  it('give numbers of their own to a car and the bus that it passes', () => {
    const tracks = run(80, (frame) => [
      [600 - 2 * frame, 150, 240, 120, 0.9, 'bus'],
      [100 + 8 * frame, 210, 120, 70, 0.9, 'car'],
    ])
    expect(idsOf(tracks)).toHaveLength(2)
    expect(new Set(tracks.flat().map((track) => `${track.trackId} ${track.class}`)).size).toBe(2)
  })

  it('are not cut at the picture, so that who leaves keeps their size', () => {
    const tracks = run(30, (frame) => [[880 + 3 * frame, 200, 60, 130]])
    const last = tracks.at(-1)?.[0]?.box as Box
    expect(last[2]).toBeGreaterThan(1)
    expect(last[2] - last[0]).toBeCloseTo(0.06, 2)
  })

  it('coast through short gaps, which is said, and start where they were first found', () => {
    const tracks = run(60, (frame) => [(frame < 40 || frame >= 44) && [100 + 5 * frame, 200, 50, 130]])
    for (const frame of [40, 41, 42, 43])
      expect(tracks[frame]).toMatchObject([{ trackId: 1, coasting: true }])
    expect(tracks[42]?.[0]?.box[0]).toBeCloseTo((100 + 5 * 42) / 1000, 2)
    expect(tracks.at(-1)).toMatchObject([{ trackId: 1, coasting: false, hits: 56, score: 0.9 }])
    expect(tracks.at(-1)?.[0]?.start[0]).toBeCloseTo(0.1)
  })

  it('need `confirm`, and what `high` and `low` say', () => {
    const one = (): Pixels[] => [[300, 200, 50, 130, 0.5]]
    expect(idsOf(run(4, one))).toEqual([])
    expect(idsOf(run(4, one, { high: 0.4 }))).toEqual([1])
    expect(idsOf(run(40, one, { high: 0.7 }))).toEqual([])
    const late = run(40, (frame) => [[100, 100, 50, 130], frame > 0 && [300, 200, 50, 130]], { confirm: 1 })
    expect(late.findIndex((tracks) => tracks.length === 2)).toBe(21)
    const faint = (frame: number): Pixels[] => [[300, 200, 50, 130, frame < 10 ? 0.9 : 0.2]]
    expect(found(run(20, faint, { low: 0.25 }))).toHaveLength(10)
  })
})
