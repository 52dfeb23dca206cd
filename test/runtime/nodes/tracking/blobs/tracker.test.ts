import { describe, expect, it } from 'vitest'
import { createTracker } from '../../../../../src/runtime/nodes/tracking/blobs/tracker.ts'
import type { Box, Detection } from '../../../../../src/runtime/pipeline/item.ts'

const object = (box: Box): Detection => ({ box, class: 'object' })
const at = (x: number, y = 0.5, w = 0.08, h = 0.2): Box => [x - w / 2, y - h / 2, x + w / 2, y + h / 2]

/** Shows what `boxes` gives for each frame; returns the ids of confirmed targets that were found, by frame. */
const run = (boxes: (frame: number) => readonly Box[], frames: number, fps = 10): number[][] => {
  const tracker = createTracker({ aspect: 16 / 9, lost: 2, confirm: 0.2 })
  return Array.from({ length: frames }, (_, frame) => {
    const now = frame / fps
    tracker.foresee(now)
    tracker.update(boxes(frame).map(object), now)
    return tracker.targets.filter(({ id, seen }) => id > 0 && seen === now).map(({ id }) => id)
  })
}

const idsOf = (frames: readonly (readonly number[])[]): number[] => [...new Set(frames.flat())]

describe('tracker', () => {
  it.each([3, 10, 25, 60])('gives one number to what goes by, at %d pictures a second', (fps) => {
    expect(idsOf(run((frame) => [at(0.05 + (0.2 * frame) / fps)], 4 * fps, fps))).toEqual([1])
  })

  it('takes pieces of one thing, which a larger box covers as they come, for parts of it', () => {
    // Measured: somebody whom the background holds goes away to the right; the last of it is small.
    const shown: readonly (readonly Box[])[] = [
      [
        [0.53, 0.18, 0.55, 0.23],
        [0.64, 0.39, 0.67, 0.56],
        [0.53, 0.41, 0.56, 0.56],
      ],
      [
        [0.53, 0.18, 0.56, 0.22],
        [0.53, 0.36, 0.56, 0.57],
        [0.64, 0.39, 0.69, 0.57],
      ],
      [
        [0.63, 0.14, 0.72, 0.68],
        [0.52, 0.18, 0.56, 0.27],
        [0.52, 0.35, 0.61, 0.73],
      ],
      ...[0.72, 0.73, 0.75, 0.77, 0.8, 0.83, 0.88, 0.92, 0.96].map((right): Box[] => [[0.5, 0, right, 0.93]]),
      ...[0.67, 0.68, 0.69].map((left): Box[] => [[left, 0.03, 1, 0.94]]),
      ...[0.75, 0.78].map((left): Box[] => [[left, 0.18, 1, 0.97]]),
      ...[0.42, 0.53, 0.59, 0.54, 0.56, 0.55].map((top): Box[] => [[0.77, top, 1, 0.98]]),
      [[0.93, 0.58, 1, 0.79]],
    ]
    const tracker = createTracker({ aspect: 16 / 9, lost: 2, confirm: 0.2 })
    const gone = new Set<number>()
    for (const [frame, boxes] of shown.entries()) {
      tracker.foresee(frame / 10)
      tracker.update(boxes.map(object), frame / 10)
      for (const { id, partOf, x } of tracker.targets)
        if (id > 0 && partOf === undefined && x.position > 0.75 * (16 / 9)) gone.add(id)
    }
    expect(gone.size).toBe(1)
  })

  it('gives no number to what is seen for a moment', () => {
    expect(idsOf(run((frame) => (frame % 10 < 2 ? [at(0.3)] : []), 40))).toEqual([])
  })

  it.each([1, 5, 10, 15])('knows it again after %d pictures behind something', (hidden) => {
    const seen = run((frame) => (frame >= 20 && frame < 20 + hidden ? [] : [at(0.1 + 0.015 * frame)]), 50)
    expect(idsOf(seen)).toEqual([1])
  })

  it('takes it for another after longer than it may be lost', () => {
    expect(idsOf(run((frame) => (frame >= 20 && frame < 45 ? [] : [at(0.3)]), 70))).toEqual([1, 2])
  })

  it('keeps two apart that pass side by side, whatever their order in the list', () => {
    const seen = run((frame) => {
      const boxes = [at(0.1 + 0.02 * frame, 0.4), at(0.9 - 0.02 * frame, 0.65)]
      return frame % 2 === 0 ? boxes : boxes.reverse()
    }, 40)
    expect(idsOf(seen)).toEqual([1, 2])
  })

  it('lets two that run together go on, and knows both when they part', () => {
    const left = (frame: number): number => 0.1 + 0.02 * frame
    const right = (frame: number): number => 0.9 - 0.02 * frame
    const tracker = createTracker({ aspect: 16 / 9, lost: 2, confirm: 0.2 })
    const places = new Map<number, number[]>()
    for (let frame = 0; frame < 40; frame++) {
      const [a, b] = [left(frame), right(frame)]
      const near = Math.abs(a - b) < 0.09
      const boxes = near ? [at((a + b) / 2, 0.5, Math.abs(a - b) + 0.08)] : [at(a), at(b)]
      tracker.foresee(frame / 10)
      tracker.update(boxes.map(object), frame / 10)
      for (const target of tracker.targets) {
        if (target.id > 0) places.set(target.id, [...(places.get(target.id) ?? []), target.x.position])
      }
    }
    expect([...places.keys()]).toEqual([1, 2])
    expect(places.get(1)!.at(-1)!).toBeGreaterThan(places.get(1)![0]!)
    expect(places.get(2)!.at(-1)!).toBeLessThan(places.get(2)![0]!)
  })

  it('does not count the parts of one thing as two when they join', () => {
    const seen = run((frame) => {
      const x = 0.1 + 0.02 * frame
      return frame < 6 ? [at(x, 0.35, 0.08, 0.2), at(x, 0.65, 0.08, 0.2)] : [at(x, 0.5, 0.08, 0.5)]
    }, 40)
    expect(new Set(seen.slice(10).flat()).size).toBe(1)
  })

  it('does not follow what is left of a place', () => {
    const seen = run((frame) => (frame < 20 ? [at(0.5, 0.5, 0.3, 0.9)] : [at(0.42, 0.8, 0.04, 0.1)]), 60)
    expect(seen.at(-1)).not.toContain(1)
  })

  it('never takes one class for another', () => {
    const tracker = createTracker({ aspect: 1, lost: 2, confirm: 0 })
    const ids = ['person', 'car'].map((kind, half) => {
      for (let frame = 0; frame < 5; frame++) {
        const now = half + frame / 10
        tracker.foresee(now)
        tracker.update([{ box: at(0.5), class: kind }], now)
      }
      return tracker.targets.find((target) => target.class === kind)?.id
    })
    expect(ids).toEqual([1, 2])
  })
})
