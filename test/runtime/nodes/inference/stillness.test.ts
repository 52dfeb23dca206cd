import { describe, expect, it } from 'vitest'
import { createStillness } from '../../../../src/runtime/nodes/inference/stillness.ts'
import type { Grey } from '../../../../src/runtime/pipeline/item.ts'

const WIDTH = 160
const HEIGHT = 90

/** A grey wall with noise of deviation `sigma`, brighter by `light`, and a bright square at `x`. */
const wall = ({ x = -100, light = 0, sigma = 0, seed = 1 }): Grey => {
  const data = new Uint8Array(WIDTH * HEIGHT)
  let state = seed
  const random = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
  for (let y = 0, at = 0; y < HEIGHT; y++)
    for (let column = 0; column < WIDTH; column++, at++) {
      const thing = column >= x && column < x + 10 && y > 40 && y < 50
      const noise = sigma * (random() + random() + random() + random() - 2) * Math.sqrt(3)
      data[at] = Math.round((thing ? 200 : 100) + light + noise)
    }
  return { width: WIDTH, height: HEIGHT, data }
}

describe('stillness', () => {
  it('the first picture is news, the same again is not', () => {
    const isStill = createStillness()
    expect([isStill(wall({})), isStill(wall({}))]).toEqual([false, true])
  })

  it('noise of a camera and light that changes everywhere are no news', () => {
    const isStill = createStillness()
    isStill(wall({ sigma: 4 }))
    for (let seed = 2; seed < 50; seed++)
      expect(isStill(wall({ sigma: 4, seed, light: seed % 20 }))).toBe(true)
  })

  it('a thing that comes, goes or moves is news', () => {
    const isStill = createStillness()
    const seen = [wall({}), wall({ x: 40 }), wall({ x: 40 }), wall({ x: 60 }), wall({}), wall({})].map(
      isStill,
    )
    expect(seen).toEqual([false, false, true, false, false, true])
  })

  it('what moves slowly adds up', () => {
    const isStill = createStillness()
    isStill(wall({ x: 40 }))
    const looks = Array.from({ length: 12 }, (_, n) => isStill(wall({ x: 40 + n / 2 })))
    expect(looks.filter((still) => !still).length).toBeGreaterThanOrEqual(2)
  })

  it('a picture of another size is news', () => {
    const isStill = createStillness()
    isStill(wall({}))
    expect(isStill({ width: 160, height: 120, data: new Uint8Array(160 * 120) })).toBe(false)
  })
})
