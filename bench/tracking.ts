/**
 * What `track` costs a frame with 100 objects on the way, by method; median of the rounds. `tsx bench/tracking.ts`
 */
import { createFollower } from '../src/runtime/nodes/tracking/methods.ts'
import type { Box, Frame, Item } from '../src/runtime/pipeline/item.ts'

const ROUNDS = 5
const FRAMES = 500
const OBJECTS = 100
/** Milliseconds a frame may cost. */
const REACH = 0.3

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

/** Objects on a grid, each on a small circle of its own, so that neighbours come near and scores waver. */
const boxOf = (object: number, frame: number): Box => {
  const turn = frame / 20 + object
  const x = 0.05 + 0.1 * (object % 10) + 0.02 * Math.cos(turn)
  const y = 0.05 + 0.1 * Math.floor(object / 10) + 0.02 * Math.sin(turn)
  return [x - 0.02, y - 0.04, x + 0.02, y + 0.04]
}

const itemOf = (index: number): Item => ({
  frame: { index, captureNs: BigInt(index) * 40_000_000n, width: 1920, height: 1080 } as Frame,
  detections: Array.from({ length: OBJECTS }, (_, object) => ({
    box: boxOf(object, index),
    class: 'person',
    score: 0.75 + 0.2 * Math.sin(index / 7 + object),
  })),
})

const items = Array.from({ length: FRAMES }, (_, index) => itemOf(index))

for (const method of ['gaze', 'bytetrack', 'sort']) {
  const times: number[] = []
  let known = 0
  for (let round = 0; round < ROUNDS; round++) {
    const follow = createFollower(method, {})
    const start = performance.now()
    for (const item of items) known = follow(item).length
    times.push((performance.now() - start) / FRAMES)
  }
  const ms = median(times)
  const reach = method === 'gaze' ? `, reach < ${REACH}` : ''
  console.log(`${method.padEnd(10)} ${ms.toFixed(3)} ms a frame, ${known} tracks at the end${reach}`)
  if (method === 'gaze' && ms >= REACH) process.exitCode = 1
}
