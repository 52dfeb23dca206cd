/** What `motion ! track ! count-line` costs on pictures that are there already, milliseconds each, by width. */
import { sceneParams } from '../src/runtime/nodes/sources/scene/params.ts'
import { countCrossings } from './support/count.ts'
import { MIDDLE, picturesOf } from './support/scenes.ts'

const ROUNDS = 5
const FRAMES = 500
/** Milliseconds a picture may cost at 320x180. */
const REACH = 0.5

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

for (const width of [160, 320, 640]) {
  const pictures = [...picturesOf(sceneParams({ frames: FRAMES }), width)]
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    await countCrossings(pictures, MIDDLE)
    times.push((performance.now() - start) / FRAMES)
  }
  const ms = median(times)
  console.log(
    `${String(width).padStart(4)} pixels wide: ${ms.toFixed(3)} ms a picture${width === 320 ? `, reach <= ${REACH}` : ''}`,
  )
  if (width === 320 && ms > REACH) process.exitCode = 1
}
