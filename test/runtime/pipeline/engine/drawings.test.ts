import { describe, expect, it } from 'vitest'
import type { Frame, Item } from '../../../../src/runtime/pipeline/item.ts'
import type { Emit } from '../../../../src/runtime/pipeline/node.ts'
import { originalOf } from '../../../../src/runtime/pipeline/original.ts'
import type { GazeEvent } from '../../../../src/runtime/wire/event.ts'
import { createHarness, never, type Setup } from './harness.ts'

/** A node that draws: its JPEGs begin with 9, and its releases are counted. */
const painter = (released: number[]) => ({
  draws: true,
  process: async (item: Item, emit: Emit): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve))
    const { frame } = item
    const shown: Frame = {
      ...frame,
      original: originalOf(frame),
      jpeg: () => Uint8Array.of(9, frame.index),
      picture: async () => Uint8Array.of(9, frame.index),
      release: () => void released.push(frame.index),
    }
    await emit({ ...item, frame: shown })
  },
})

const event = (frame: Frame): GazeEvent => ({
  specversion: '1.0',
  id: `s/1/${frame.index}/x/0`,
  source: '',
  type: 'gaze.x',
  time: '',
  datacontenttype: 'application/json',
  data: {},
})
const finder = { process: (item: Item, emit: Emit) => emit({ ...item, events: [event(item.frame)] }) }

const run = async (setup: Omit<Setup, 'parts'> & { readonly parts?: Setup['parts'] }) => {
  const [given, drawn]: [string[], number[]] = [[], []]
  const harness = createHarness({
    ...setup,
    parts: {
      find: finder,
      paint: painter(drawn),
      plain: {},
      end: {
        sink: true,
        process: ({ frame }) => void given.push(`${frame.index}:${frame.jpeg(80)[0]}`),
      },
      ...setup.parts,
    },
  })
  await harness.engine.run(never)
  return { ...harness, given, drawn }
}

describe('frames that are drawn on', () => {
  it('are seen by the nodes behind, and released with those that they show', async () => {
    const { given, drawn, released, engine, warnings } = await run({ graph: 'paint<source end<paint' })
    expect(given).toEqual(['0:9', '1:9', '2:9'])
    expect(drawn).toEqual([0, 1, 2])
    expect(released).toEqual([0, 1, 2])
    expect(warnings).toEqual([])
    expect(engine.state().ledger).toEqual({ captured: 3, processed: 3, inFlight: 0, dropped: {} })
  })

  it('come together with the plain ones as one, drawn', async () => {
    const { given, engine } = await run({ graph: 'paint<source plain<source end<plain,paint' })
    expect(given).toEqual(['0:9', '1:9', '2:9'])
    expect(engine.state().ledger).toMatchObject({ captured: 3, processed: 3 })
  })

  it('are released when the node behind fails, and each drawing of a drawing, too', async () => {
    const { drawn, released, engine } = await run({
      graph: 'paint<source again<paint end<again',
      parts: {
        again: painter([]),
        end: {
          sink: true,
          process: () => {
            throw new Error('no')
          },
        },
      },
    })
    expect(drawn).toEqual([0, 1, 2])
    expect(released).toEqual([0, 1, 2])
    expect(engine.state().ledger.dropped).toEqual({ 'node-error': 3 })
  })

  it('are the pictures of events that were made before they were drawn, and of what is shown', async () => {
    const [kept, shown]: [Promise<Uint8Array | undefined>[], string[]] = [[], []]
    await run({
      graph: 'find<source paint<find end<paint',
      options: {
        pictures: true,
        record: (_, frame) => void kept.push(Promise.resolve(frame.picture())),
        show: (frame) => void shown.push(`${frame.index}:${frame.jpeg(80)[0]}`),
      },
    })
    expect((await Promise.all(kept)).map((jpeg) => jpeg?.join())).toEqual(['9,0', '9,1', '9,2'])
    expect(shown).toEqual(['0:9', '1:9', '2:9'])
  })

  it('leave an event without a picture when nothing is drawn of its frame', async () => {
    const kept: Promise<Uint8Array | undefined>[] = []
    await run({
      graph: 'find<source gap<find paint<gap end<paint',
      parts: { gap: { process: (item, emit) => (item.frame.index === 1 ? undefined : emit(item)) } },
      options: { record: (_, frame) => void kept.push(Promise.resolve(frame.picture())) },
    })
    expect((await Promise.all(kept)).map((jpeg) => jpeg?.[1])).toEqual([0, undefined, 2])
  })

  it('are shown before the end is told', async () => {
    const order: string[] = []
    await run({
      graph: 'paint<source end<paint',
      options: {
        mode: 'stream',
        show: ({ index }) => void order.push(`shown ${index}`),
        ended: async () => void order.push('ended'),
      },
    })
    expect(order).toEqual(['shown 0', 'shown 1', 'shown 2', 'ended'])
  })
})

describe('views', () => {
  const jpeg = (quality: number) => ({ kind: 'jpeg', quality }) as const
  const grey = { kind: 'grey', width: 160 } as const
  const rgb = { kind: 'rgb' } as const

  it('are asked of whoever makes the frames: the source, or those that draw', async () => {
    const { contexts } = await run({
      graph: 'paint<source find<paint end<find plain<source',
      parts: {
        paint: { ...painter([]), views: [rgb] },
        find: { views: [grey, rgb] },
        end: { sink: true, views: [jpeg(80), jpeg(80)] },
        plain: { sink: true, views: [jpeg(50)] },
      },
    })
    expect(contexts.get('source')?.views).toEqual([rgb, grey, jpeg(50)])
    expect(contexts.get('paint')?.views).toEqual([rgb, jpeg(80)])
    expect(contexts.get('find')?.views).toEqual([])
  })

  it('are asked of all who may have made them where ways come together', async () => {
    const { contexts } = await run({
      graph: 'paint<source plain<source end<plain,paint',
      parts: { end: { sink: true, views: [jpeg(80)] } },
    })
    expect(contexts.get('source')?.views).toEqual([jpeg(80)])
    expect(contexts.get('paint')?.views).toEqual([jpeg(80)])
  })
})
