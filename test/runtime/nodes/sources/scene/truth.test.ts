import { describe, expect, it } from 'vitest'
import { createGreyRenderer } from '../../../../../src/runtime/nodes/sources/scene/paint/render.ts'
import { createSchedule } from '../../../../../src/runtime/nodes/sources/scene/schedule.ts'
import { sceneParams } from '../../../../../src/runtime/nodes/sources/scene/params.ts'
import {
  sceneBoxes,
  sceneTruth,
  type TrueObject,
} from '../../../../../src/runtime/nodes/sources/scene/truth.ts'
import type { Box } from '../../../../../src/runtime/pipeline/item.ts'

const MIDDLE = { x1: 0.5, y1: 0, x2: 0.5, y2: 1 }
const SEEDS = [1, 2, 3, 4, 5]

const overlap = (a: Box, b: Box): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
const pairs = (objects: readonly TrueObject[]): (readonly [TrueObject, TrueObject])[] =>
  objects.flatMap((one, n) => objects.slice(n + 1).map((other) => [one, other] as const))

describe('the truth of a scene', () => {
  it.each(SEEDS)('knows who crosses, and where, with seed %i', (seed) => {
    const truth = sceneTruth({ seed }, MIDDLE)
    expect(truth.in + truth.out).toBe(truth.crossings.length)
    expect(truth.in).toBeGreaterThan(5)
    expect(truth.out).toBeGreaterThan(5)
    const boxes = [...sceneBoxes({ seed })]
    for (const { frame, id, direction } of truth.crossings) {
      const x = [frame - 1, frame].map((at) => {
        const [x1, , x2] = boxes[at]!.find((object) => object.id === id)!.box
        return (x1 + x2) / 2
      })
      // Looking down the picture, the left-hand side is that of larger x.
      if (direction === 'in') expect(x[0]! > 0.5 && x[1]! <= 0.5).toBe(true)
      else expect(x[0]! <= 0.5 && x[1]! > 0.5).toBe(true)
    }
  })

  it('counts nobody twice, and turns round with the line', () => {
    const there = sceneTruth({ seed: 9 }, MIDDLE)
    const back = sceneTruth({ seed: 9 }, { x1: 0.5, y1: 1, x2: 0.5, y2: 0 })
    expect(new Set(there.crossings.map(({ id }) => id)).size).toBe(there.crossings.length)
    expect([back.in, back.out]).toEqual([there.out, there.in])
  })

  it('counts only between the ends of a line', () => {
    const road = sceneTruth({ seed: 2 }, { x1: 0.4, y1: 0.4, x2: 0.4, y2: 0.72 })
    expect(road.crossings.length).toBeGreaterThan(0)
    expect(road.crossings.every((crossing) => crossing.class === 'car')).toBe(true)
    expect(sceneTruth({ seed: 2 }, { x1: 0.1, y1: 0.05, x2: 0.9, y2: 0.05 }).crossings).toEqual([])
  })

  it('is the same at another size of the same shape', () => {
    expect(sceneTruth({ width: 640, height: 360 }, MIDDLE)).toEqual(sceneTruth({}, MIDDLE))
  })

  it('has no end where the scene has none', () => {
    expect(() => sceneTruth({ frames: Number.POSITIVE_INFINITY }, MIDDLE)).toThrow('without an end')
  })

  it.each(SEEDS)('keeps all apart in separate lanes, with seed %i', (seed) => {
    const met = [...sceneBoxes({ seed, traffic: 3 })].flatMap((objects) =>
      pairs(objects).filter(([one, other]) => overlap(one.box, other.box)),
    )
    expect(met).toEqual([])
  })

  it('lets those overlap who go opposite ways, where they may', () => {
    const met = [...sceneBoxes({ lanes: 'overlapping' })].some((objects) =>
      pairs(objects).some(([one, other]) => overlap(one.box, other.box)),
    )
    expect(met).toBe(true)
  })

  it('lets some stand still for seconds', () => {
    const still = new Map<number, number>()
    let before = new Map<number, number>()
    for (const objects of sceneBoxes({ frames: 1500 })) {
      for (const { id, box } of objects)
        if (before.get(id) === box[0] && box[0] > 0) still.set(id, (still.get(id) ?? 0) + 1)
      before = new Map(objects.map(({ id, box }) => [id, box[0]]))
    }
    expect(Math.max(...still.values())).toBeGreaterThan(40)
  })

  it('draws what it says: nothing changes outside the boxes', () => {
    const params = sceneParams({ noise: 0, shadows: false, frames: 400 })
    const schedule = createSchedule(params)
    const renderer = createGreyRenderer(params, 320, 180)
    const empty = renderer.draw([], 0).y.slice()
    const objects = [...sceneBoxes(params)][399]!
    const drawn = renderer.draw(schedule.at(399 / params.fps), 399).y
    expect(objects.length).toBeGreaterThan(2)
    const margin = 0.012
    const changed = objects.map(() => 0)
    let outside = 0
    drawn.forEach((level, n) => {
      if (Math.abs(level - empty[n]!) < 8) return
      const [x, y] = [((n % 320) + 0.5) / 320, (Math.floor(n / 320) + 0.5) / 180]
      const at = objects.findIndex(
        ({ box }) => x > box[0] - margin && x < box[2] + margin && y > box[1] - margin && y < box[3] + margin,
      )
      if (at < 0) outside++
      else changed[at] = changed[at]! + 1
    })
    expect(outside).toBe(0)
    const shares = objects.map(
      ({ box }, n) => changed[n]! / ((box[2] - box[0]) * (box[3] - box[1]) * 320 * 180),
    )
    expect(Math.min(...shares)).toBeGreaterThan(0.25)
  })
})
