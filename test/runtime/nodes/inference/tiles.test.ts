import { describe, expect, it } from 'vitest'
import type { Detector } from '../../../../src/runtime/models/detector.ts'
import { lookInTiles, parseTiles, tilesOf } from '../../../../src/runtime/nodes/inference/tiles.ts'
import type { Box, Detection } from '../../../../src/runtime/pipeline/item.ts'

const person = (box: Box, score: number): Detection => ({ box, class: 'person', score })

/** Finds the same in every region: what each region, in turn, is told to find. */
const detectorOf = (found: readonly (readonly Detection[])[]): Detector => ({
  device: 'cpu',
  fallback: undefined,
  parallel: 1,
  look: async (_, regions) => (regions ?? [undefined]).map((_region, n) => [...(found[n] ?? [])]),
  close: async () => undefined,
})

const SAME = { iou: 0.5, agnostic: false }

const picture = { width: 1000, height: 500, data: new Uint8Array(0) }

describe('tiles', () => {
  it.each([
    ['1x1', 1],
    ['2x2', 4],
    ['8x3', 24],
  ])('%s covers the picture, neighbours share a fifth', (text, count) => {
    const tiles = tilesOf(picture, parseTiles(text))
    expect(tiles).toHaveLength(count)
    const right = Math.max(...tiles.map(({ x, width }) => x + width))
    const bottom = Math.max(...tiles.map(({ y, height }) => y + height))
    expect([right, bottom]).toEqual([1000, 500])
    const [first, second] = tiles
    if (second && second.x > 0)
      expect(first!.x + first!.width - second.x).toBeGreaterThanOrEqual(Math.floor(first!.width * 0.2) - 1)
  })

  it('a picture smaller than the grid has one tile a pixel', () => {
    expect(tilesOf({ width: 2, height: 1 }, { columns: 8, rows: 8 })).toHaveLength(2)
  })

  it('one thing found by several tiles is one, and the half that an edge cut off is part of it', async () => {
    const look = lookInTiles(
      detectorOf([
        [person([0.4, 0.2, 0.6, 0.8], 0.9)],
        [person([0.41, 0.2, 0.6, 0.8], 0.8), person([0.1, 0.1, 0.12, 0.15], 0.5)],
        [person([0.4, 0.2, 0.5, 0.8], 0.7)],
      ]),
      parseTiles('2x1'),
      SAME,
    )
    expect((await look(picture)).map(({ score }) => score)).toEqual([0.9, 0.5])
  })

  it('a part that an edge cut off does not take the place of the whole, however sure it is', async () => {
    const whole = person([0.3, 0.2, 0.6, 0.8], 0.6)
    // The second tile begins at 0.444.
    const part = person([0.444, 0.2, 0.6, 0.8], 0.95)
    const look = lookInTiles(detectorOf([[whole], [], [part]]), parseTiles('2x1'), SAME)
    expect(await look(picture)).toEqual([whole])
  })

  it('a small one before a large one of its class stays', async () => {
    const [adult, child] = [person([0.1, 0.1, 0.3, 0.9], 0.9), person([0.15, 0.5, 0.25, 0.9], 0.8)]
    const look = lookInTiles(
      detectorOf([
        [adult, child],
        [adult, child],
      ]),
      parseTiles('2x1'),
      SAME,
    )
    expect(await look(picture)).toEqual([adult, child])
  })

  it('things of other classes are one where classes do not matter', async () => {
    const van: Detection = { box: [0.4, 0.2, 0.6, 0.8], class: 'truck', score: 0.4 }
    const look = lookInTiles(detectorOf([[{ ...van, class: 'car', score: 0.9 }], [van]]), parseTiles('1x2'), {
      ...SAME,
      agnostic: true,
    })
    expect(await look(picture)).toMatchObject([{ class: 'car' }])
  })

  it('things of other classes stay', async () => {
    const car: Detection = { box: [0.4, 0.2, 0.6, 0.8], class: 'car', score: 0.4 }
    const look = lookInTiles(detectorOf([[person(car.box, 0.9)], [car]]), parseTiles('1x2'), SAME)
    expect(await look(picture)).toHaveLength(2)
  })
})
