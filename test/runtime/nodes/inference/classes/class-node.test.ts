import { describe, expect, it } from 'vitest'
import type { Detector } from '../../../../../src/runtime/models/detector.ts'
import type { Region } from '../../../../../src/runtime/models/prepare/placement.ts'
import {
  classifyPictures,
  classifyThings,
} from '../../../../../src/runtime/nodes/inference/classes/class-node.ts'
import type { Box, Detection, Frame, Item, Track } from '../../../../../src/runtime/pipeline/item.ts'
import type { GazeEvent } from '../../../../../src/runtime/wire/event.ts'
import { watchedContext } from '../../sinks/context.ts'

const context = {
  ...watchedContext().context,
  event: (type: string, { index }: { readonly index: number }, data: GazeEvent['data']) =>
    ({ id: `${index}`, type, data }) as GazeEvent,
}

const sure = (name: string, score = 0.9): Detection => ({ box: [0, 0, 1, 1], class: name, score })

/** Sees in each region what `see` says; a picture of 100x100. */
const detectorOf = (see: (region: Region) => readonly Detection[]): Detector => ({
  device: 'cpu',
  fallback: undefined,
  parallel: 1,
  look: async (_, regions = [{ x: 0, y: 0, width: 100, height: 100 }]) => regions.map((one) => [...see(one)]),
  close: async () => undefined,
})

/** Ten frames a second. */
const item = (index: number, more: Partial<Item> = {}): Item => ({
  frame: {
    index,
    captureNs: BigInt(index) * 100_000_000n,
    rgb: () => ({ width: 100, height: 100, data: new Uint8Array(0) }),
  } as Frame,
  ...more,
})

const track = (trackId: number, box: Box, more: Partial<Track> = {}): Track => ({
  ...{ box, start: box, class: 'car', score: 0.5, trackId, hits: 3, coasting: false },
  ...more,
})

/** What comes of an item in its turn. */
const inTurn =
  (look: (item: Item) => Promise<() => Item>) =>
  async (item: Item): Promise<Item> =>
    (await look(item))()

describe('classify', () => {
  it('gives pictures their likeliest classes, and an event when the first is another', async () => {
    let seen: Detection[] = [sure('open'), sure('half', 0.2), sure('shut', 0.1)]
    const look = inTurn(
      classifyPictures(
        detectorOf(() => seen),
        { top: 2, hold: 0 },
        context,
      ),
    )
    const first = await look(item(0))
    expect(first.detections?.map((one) => one.class)).toEqual(['open', 'half'])
    expect(first.events).toEqual([
      { id: '0', type: 'gaze.class.changed', data: { class: 'open', score: 0.9, box: [0, 0, 1, 1] } },
    ])
    expect((await look(item(1))).events).toBeUndefined()
    seen = []
    expect((await look(item(2))).events?.[0]?.data).toEqual({
      class: null,
      box: [0, 0, 1, 1],
      before: 'open',
    })
  })

  it('gives detections their class where it is sure', async () => {
    const look = inTurn(
      classifyThings(
        detectorOf(({ x }) => (x < 50 ? [sure('taxi')] : [])),
        { top: 1, hold: 0 },
        context,
      ),
    )
    const detections = [
      { box: [0.1, 0.1, 0.2, 0.2], class: 'car', score: 0.5 },
      { box: [0.7, 0.1, 0.8, 0.2], class: 'car', score: 0.5 },
    ] as const
    const { detections: given, events } = await look(item(0, { detections }))
    expect(given).toMatchObject([
      { class: 'taxi', score: 0.9 },
      { class: 'car', score: 0.5 },
    ])
    expect(events).toBeUndefined()
  })

  it('gives tracks a class that stays where nothing looks, with an event for each that is another', async () => {
    let name = 'taxi'
    const regions: Region[] = []
    const look = inTurn(
      classifyThings(
        detectorOf((region) => {
          regions.push(region)
          return [sure(name)]
        }),
        { top: 1, hold: 0 },
        context,
      ),
    )
    const there: Box = [-0.2, 0.1, 0.2, 0.2]
    const first = await look(item(0, { tracks: [track(7, there)] }))
    expect(first.tracks).toMatchObject([{ trackId: 7, class: 'taxi' }])
    expect(first.events?.[0]).toMatchObject({ data: { trackId: 7, class: 'taxi', box: [0, 0.1, 0.2, 0.2] } })
    const coasting = await look(item(1, { tracks: [track(7, there, { coasting: true })] }))
    expect(coasting.tracks).toMatchObject([{ class: 'taxi' }])
    expect(coasting.events).toBeUndefined()
    name = 'van'
    expect((await look(item(2, { tracks: [track(7, there)] }))).events?.[0]?.data).toMatchObject({
      trackId: 7,
      class: 'van',
      before: 'taxi',
    })
    // Only what was found is looked at, and only what of it is on the picture.
    expect(regions).toEqual([regions[0], regions[0]])
    expect(regions[0]).toEqual({ x: 0, y: 10, width: 20, height: 10 })
  })
})
