import { describe, expect, it } from 'vitest'
import { createAdaptiveFollower } from '../../../../src/runtime/nodes/tracking/adaptive.ts'
import { createBoxFollower } from '../../../../src/runtime/nodes/tracking/boxes/box-follower.ts'
import { createBlobFollower } from '../../../../src/runtime/nodes/tracking/blobs/blob-follower.ts'
import type { Follower } from '../../../../src/runtime/nodes/tracking/follower.ts'
import type { Detection, Frame, Item } from '../../../../src/runtime/pipeline/item.ts'

/** Something that goes to the right for two seconds, which nothing is found of in the first frame. */
const walk = (kind: Omit<Detection, 'box'>): Item[] =>
  Array.from({ length: 40 }, (_, index) => ({
    frame: { index, captureNs: BigInt(index * 5e7), width: 640, height: 360 } as Frame,
    detections: index === 0 ? [] : [{ ...kind, box: [0.1 + 0.01 * index, 0.4, 0.2 + 0.01 * index, 0.7] }],
  }))

describe("Gaze's own way to track", () => {
  it.each<[string, Omit<Detection, 'box'>, () => Follower]>([
    ['what motion finds as blobs', { class: 'object' }, () => createBlobFollower({})],
    [
      'boxes with scores as those of a detector',
      { class: 'person', score: 0.8 },
      () => createBoxFollower({}),
    ],
    ['classes without scores likewise', { class: 'person' }, () => createBoxFollower({})],
    ['a scored object likewise', { class: 'object', score: 0.8 }, () => createBoxFollower({})],
  ])('follows %s', (_, kind, expected) => {
    const [ours, theirs] = [createAdaptiveFollower({}), expected()]
    const tracks = walk(kind).map((item) => ours(item))
    expect(tracks.at(-1)).toHaveLength(1)
    expect(tracks.slice(1)).toEqual(
      walk(kind)
        .slice(1)
        .map((item) => theirs(item)),
    )
  })
})
