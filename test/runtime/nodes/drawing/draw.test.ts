import { describe, expect, it } from 'vitest'
import { createJpegDecoder } from '../../../../src/runtime/media/jpeg.ts'
import { draw } from '../../../../src/runtime/nodes/drawing/draw.ts'
import type { Frame, Item, Rgb, View } from '../../../../src/runtime/pipeline/item.ts'
import type { Node } from '../../../../src/runtime/pipeline/node.ts'
import { difference, implementations } from '../../media/support.ts'
import { watchedContext } from '../sinks/context.ts'

const GROUND = 90
const PARAMS = {
  what: 'boxes,labels,landmarks,trails,lines,zones,counts',
  label: 'class,score,id',
  colour: 'track',
  trail: 2000,
  size: 1,
} as const

const plain = (width: number, height: number): Rgb => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(GROUND),
})

const frameOf = (index: number, rgb: Rgb): Frame => ({
  index,
  captureNs: BigInt(index) * 40_000_000n,
  width: rgb.width,
  height: rgb.height,
  grey: () => ({ width: 1, height: 1, data: Uint8Array.of(7) }),
  rgb: () => rgb,
  jpeg: () => {
    throw new Error('nobody asks the source for a JPEG')
  },
  picture: () => undefined,
  release: () => undefined,
})

const open = (
  views: readonly View[],
  { pictures = false, media = 'auto', ...params }: Record<string, unknown> = {},
) => {
  const { context } = watchedContext({ env: { GAZE_MEDIA: String(media) } })
  return draw.open({ ...PARAMS, ...params } as never, {
    ...context,
    views,
    pictures: pictures === true,
  }) as Promise<Node>
}

const give = async (node: Node, item: Item): Promise<Item> => {
  let given: Item | undefined
  await node.process(item, (next) => {
    given = next
  })
  return given!
}

/** Pixels that are not as they were, as `[x1, y1, x2, y2]` around them and their number. */
const changedIn = ({ width, data }: Rgb) => {
  const pixels = Array.from({ length: data.length / 3 }, (_, n) => n).filter((n) =>
    [0, 1, 2].some((channel) => data[n * 3 + channel] !== GROUND),
  )
  const [xs, ys] = [pixels.map((n) => n % width), pixels.map((n) => Math.floor(n / width))]
  return { count: pixels.length, box: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] }
}

const person = { box: [0.25, 0.25, 0.75, 0.75], class: 'person', score: 0.876 } as const

describe('draw', () => {
  it('draws on a copy, and leaves the frame that it took and its grey as they are', async () => {
    const node = await open([{ kind: 'rgb' }], { what: 'boxes' })
    const source = frameOf(0, plain(240, 240))
    const { frame } = await give(node, { frame: source, detections: [person] })
    expect(changedIn(source.rgb()).count).toBe(0)
    const changed = changedIn(frame.rgb())
    // A stroke of one pixel around an edge at 60 and 180, with a dark pixel on either side.
    for (const [n, edge] of [60, 60, 180, 180].entries())
      expect(Math.abs(changed.box[n]! - edge)).toBeLessThanOrEqual(2)
    expect(changed.count).toBeLessThan(4 * 124 * 4)
    expect(frame.grey(5).data[0]).toBe(7)
    expect(frame.original).toBe(source)
    await node.close()
  })

  it.each(implementations)('gives JPEGs of what it drew (%s)', async (media) => {
    const node = await open([{ kind: 'jpeg', quality: 95 }, { kind: 'rgb' }], { media, pictures: true })
    const decoder = await createJpegDecoder([{ kind: 'rgb' }])
    const polygon = [
      { x: 0, y: 0 },
      { x: 1, y: 0 },
      { x: 1, y: 1 },
    ]
    const overlays = [{ kind: 'zone', name: 'half', polygon, occupancy: 1 }] as const
    for (const [width, height] of [
      [320, 240],
      [161, 91],
      [320, 240],
    ] as const) {
      const { frame } = await give(node, {
        frame: frameOf(0, plain(width, height)),
        overlays,
        detections: [person],
      })
      expect(changedIn(frame.rgb()).count).toBeGreaterThan(200)
      for (const jpeg of [frame.jpeg(95), (await frame.picture())!]) {
        const { rgb, release } = await decoder.decode(jpeg)
        expect(rgb).toMatchObject({ width, height })
        // Strong colours lose some of their edges in a JPEG.
        const drawn = difference(rgb!.data, frame.rgb().data)
        expect(drawn).toBeLessThan(8)
        expect(difference(rgb!.data, plain(width, height).data)).toBeGreaterThan(3 * drawn)
        release()
      }
      frame.release()
    }
    await decoder.close()
    await node.close()
  })

  it('has a picture of the newest frame after its release, and of no other', async () => {
    const node = await open([], { pictures: true })
    const first = (await give(node, { frame: frameOf(0, plain(64, 64)), detections: [person] })).frame
    first.release()
    expect(await first.picture()).toBeInstanceOf(Uint8Array)
    const second = (await give(node, { frame: frameOf(1, plain(64, 64)) })).frame
    expect(await first.picture()).toBeUndefined()
    expect(await second.picture()).toBeInstanceOf(Uint8Array)
    await node.close()
  })

  it('costs nothing where nobody looks', async () => {
    const node = await open([])
    const source = frameOf(0, plain(8, 8))
    expect((await give(node, { frame: source, detections: [person] })).frame).toBe(source)
    await node.close()
  })

  it('draws counts above boxes', async () => {
    const line = { x1: 0.5, y1: 0.1, x2: 0.5, y2: 0.9 }
    const overlays = [{ kind: 'line', name: 'door', line, totals: { in: 1, out: 2 } }] as const
    const shown = async (detections: NonNullable<Item['detections']>): Promise<Rgb> => {
      const node = await open([{ kind: 'rgb' }], { what: 'boxes,lines,counts' })
      const { frame } = await give(node, { frame: frameOf(0, plain(240, 240)), overlays, detections })
      return frame.rgb()
    }
    const alone = await shown([])
    // Beside the line, what is drawn near its upper end is the count.
    const ofCount = Array.from({ length: 240 * 40 }, (_, n) => n).filter(
      (n) => Math.abs((n % 240) - 120) > 4 && alone.data[n * 3] !== GROUND,
    )
    expect(ofCount.length).toBeGreaterThan(100)
    for (const top of [0.02, 0.06, 0.1, 0.13]) {
      const { data } = await shown([{ ...person, box: [0.2, top, 0.9, 0.95] }])
      // A tenth of what lies below shines through.
      const changes = ofCount.map((n) => Math.abs(data[n * 3]! - alone.data[n * 3]!))
      expect(Math.max(...changes), `${top}`).toBeLessThan(30)
    }
  })

  it('draws lines, zones and their counts, trails and landmarks', async () => {
    const track = { ...person, trackId: 3, start: person.box, hits: 9, coasting: false }
    const overlays = [
      {
        kind: 'line',
        name: 'door',
        line: { x1: 0.1, y1: 0.95, x2: 0.9, y2: 0.95 },
        totals: { in: 1, out: 2 },
      },
      {
        kind: 'zone',
        name: 'yard',
        occupancy: 1,
        polygon: [
          { x: 0.05, y: 0.1 },
          { x: 0.2, y: 0.1 },
          { x: 0.2, y: 0.4 },
        ],
      },
    ] as const
    const countOf = async (what: string): Promise<number> => {
      const node = await open([{ kind: 'rgb' }], { what })
      const tracks = [{ ...track, landmarks: [[0.5, 0.5]] as const }]
      await give(node, {
        frame: frameOf(0, plain(320, 240)),
        tracks: [{ ...track, box: [0, 0.1, 0.4, 0.5] }],
      })
      const { frame } = await give(node, { frame: frameOf(5, plain(320, 240)), tracks, overlays })
      const { count } = changedIn(frame.rgb())
      await node.close()
      return count
    }
    for (const what of ['boxes', 'labels', 'landmarks', 'trails', 'lines', 'zones'])
      expect(await countOf(what), what).toBeGreaterThan(10)
    expect(await countOf('counts')).toBe(0)
    expect(await countOf('lines,counts')).toBeGreaterThan((await countOf('lines')) + 200)
  })

  it('writes what a label is asked to say, on the picture and not on another label', async () => {
    const wide = async (params: object): Promise<number> => {
      const node = await open([{ kind: 'rgb' }], { what: 'labels', ...params })
      const { frame } = await give(node, {
        frame: frameOf(0, plain(320, 240)),
        detections: [{ ...person, box: [0.9, 0, 1, 0.1] }],
      })
      const { box } = changedIn(frame.rgb())
      await node.close()
      expect(box[2]).toBeLessThan(320)
      return box[2]! - box[0]!
    }
    const [all, name] = [await wide({}), await wide({ label: 'class' })]
    expect(name).toBeGreaterThan(30)
    expect(all).toBeGreaterThan(name * 1.5)
    expect(await wide({ size: 2 })).toBeGreaterThan(all * 1.8)

    const node = await open([{ kind: 'rgb' }], { what: 'labels' })
    const areaOf = async (count: number): Promise<number> => {
      const detections = Array.from({ length: count }, () => person)
      const { frame } = await give(node, { frame: frameOf(0, plain(320, 240)), detections })
      return changedIn(frame.rgb()).count
    }
    const one = await areaOf(1)
    expect(await areaOf(3)).toBeGreaterThan(one * 2.9)
    await node.close()
  })

  it.each([
    ['side by side', [0.3, 0.5, 0.36, 0.8], [0.37, 0.5, 0.43, 0.8]],
    ['in a corner', [0, 0, 0.1, 0.2], [0.02, 0, 0.12, 0.2]],
    ['at the lower right', [0.86, 0.7, 0.95, 1], [0.9, 0.7, 1, 1]],
  ] as const)('labels of boxes %s cover each other nowhere', async (_, first, second) => {
    const node = await open([{ kind: 'rgb' }], { what: 'labels' })
    const areaOf = async (...boxes: (typeof first | typeof second)[]): Promise<number> => {
      const detections = boxes.map((box) => ({ ...person, box }))
      const { frame } = await give(node, { frame: frameOf(0, plain(320, 240)), detections })
      return changedIn(frame.rgb()).count
    }
    const [one, other, both] = [await areaOf(first), await areaOf(second), await areaOf(first, second)]
    expect(both).toBe(one + other)
    await node.close()
  })

  it('has a colour for each class and track that stays', async () => {
    const colourOf = async (item: Omit<Item, 'frame'>, colour = 'track'): Promise<string> => {
      const node = await open([{ kind: 'rgb' }], { what: 'boxes', colour, size: 4 })
      const { frame } = await give(node, { frame: frameOf(0, plain(240, 240)), ...item })
      const { data } = frame.rgb()
      await node.close()
      return data.slice((120 * 240 + 60) * 3, (120 * 240 + 60) * 3 + 3).join()
    }
    const track = (trackId: number, name = 'person') => ({
      tracks: [{ ...person, class: name, trackId, start: person.box, hits: 9, coasting: false }],
    })
    const colours = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((id) => colourOf(track(id))))
    expect(new Set(colours).size).toBe(8)
    expect(await colourOf(track(3, 'car'))).toBe(colours[2])
    expect(await colourOf(track(3), 'class')).toBe(await colourOf({ detections: [person] }))
    expect(await colourOf(track(3, 'car'), 'class')).not.toBe(await colourOf(track(3), 'class'))
  })
})
