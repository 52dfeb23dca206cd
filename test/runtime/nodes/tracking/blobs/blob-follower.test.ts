import { describe, expect, it } from 'vitest'
import { createBlobFollower } from '../../../../../src/runtime/nodes/tracking/blobs/blob-follower.ts'
import type { Box, Frame } from '../../../../../src/runtime/pipeline/item.ts'

const FPS = 25

/** One frame after the other with something that goes from left to right. */
const walk = (sizes: readonly (readonly [width: number, height: number])[]) => {
  const follow = createBlobFollower({ lost: 1, confirm: 0.2 })
  return sizes.map(([width, height], index) => {
    const captureNs = BigInt(Math.round((index * 1e9) / FPS))
    const frame = { index, captureNs, width, height } as Frame
    const box: Box = [0.1 + index * 0.01, 0.4, 0.2 + index * 0.01, 0.7]
    return { box, tracks: follow({ frame, detections: [{ box, class: 'person' }] }) }
  })
}

describe('what is followed', () => {
  it('keeps its id and its place when the pictures change their shape', () => {
    const wide = Array.from({ length: 20 }, () => [640, 360] as const)
    const high = Array.from({ length: 20 }, () => [360, 640] as const)
    const after = walk([...wide, ...high]).slice(-10)
    for (const { box, tracks } of after) {
      expect(tracks).toHaveLength(1)
      expect(tracks[0]).toMatchObject({ trackId: 1, class: 'person', coasting: false })
      for (const [n, value] of box.entries()) expect(tracks[0]?.box[n]).toBeCloseTo(value, 1)
    }
  })
})
