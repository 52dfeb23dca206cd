import { describe, expect, it } from 'vitest'
import { createPlaces } from '../../../../src/runtime/nodes/drawing/draw/places.ts'
import type { Spot } from '../../../../src/runtime/nodes/drawing/draw/surface.ts'

const choice = (width: number, ...corners: Spot[]) => ({ width, height: 10, corners })

describe('places of labels', () => {
  it('are the first that covers no other, on the picture', () => {
    const find = createPlaces(100, 100)
    expect(find([choice(40, [-5, -5])]).area).toEqual({ left: 0, top: 0, right: 40, bottom: 10 })
    expect(find([choice(40, [10, 0], [10, 5], [95, 95])]).area).toEqual({
      left: 60,
      top: 90,
      right: 100,
      bottom: 100,
    })
  })

  it('go to a shorter label before they cover another', () => {
    const find = createPlaces(100, 100)
    find([choice(50, [0, 0])])
    const { choice: taken, area } = find([choice(60, [40, 0]), choice(20, [40, 0], [60, 0])])
    expect(taken).toBe(1)
    expect(area.left).toBe(60)
  })

  it('cover as little as can be where there is no room', () => {
    const find = createPlaces(50, 20)
    find([choice(50, [0, 0])])
    find([choice(30, [0, 10])])
    const { choice: taken, area } = find([choice(50, [0, 0]), choice(30, [0, 0], [0, 10], [20, 10])])
    expect([taken, area.left, area.top]).toEqual([1, 20, 10])
  })
})
