import { describe, expect, it } from 'vitest'
import type { Frame } from '../../../src/runtime/pipeline/item.ts'
import { createEventPictures } from '../../../src/runtime/pod/pictures/event-pictures.ts'
import type { GazeEvent } from '../../../src/runtime/wire/event.ts'
import { createFrames, turn } from '../pipeline/engine/harness.ts'

const event = (id: string): GazeEvent => ({
  specversion: '1.0',
  id,
  source: '/gaze/streams/door',
  type: 'gaze.line.crossed',
  time: new Date(0).toISOString(),
  datacontenttype: 'application/json',
  data: {},
})

const frame = (index: number, picture: Frame['picture']): Frame => ({
  ...createFrames().make(index),
  picture,
})

describe('pictures of events', () => {
  it('are bounded by count and by size, the oldest going first', async () => {
    let clock = 0
    const pictures = createEventPictures(() => (clock += 1_000))
    for (let n = 0; n < 70; n += 1)
      pictures.keep(
        [event(`${n}`)],
        frame(n, async () => new Uint8Array(10)),
      )
    await turn()
    expect(pictures.state()).toEqual({ kept: 64, bytes: 640, skipped: {} })
    expect(pictures.get('5')).toBeUndefined()
    expect(await pictures.get('6')).toHaveLength(10)
    for (let n = 70; n < 75; n += 1)
      pictures.keep(
        [event(`${n}`)],
        frame(n, async () => new Uint8Array(5 * 1024 * 1024)),
      )
    await turn()
    expect(pictures.ids()).toEqual(['72', '73', '74'])
    expect(pictures.state().bytes).toBe(15 * 1024 * 1024)
  })

  it('are made once for all events of a frame, and no more than ten a second', async () => {
    const pictures = createEventPictures(() => 0)
    let made = 0
    const make = async (): Promise<Uint8Array> => {
      made += 1
      return new Uint8Array(1)
    }
    for (let n = 0; n < 12; n += 1) {
      pictures.keep([event(`${n}/a`)], frame(n, make))
      pictures.keep([event(`${n}/b`)], frame(n, make))
    }
    await turn()
    expect(made).toBe(10)
    expect(pictures.ids()).toHaveLength(20)
    expect(pictures.state().skipped).toEqual({ 'too-many': 4 })
  })

  it('that cannot be had are counted, and the event goes on', async () => {
    const pictures = createEventPictures()
    pictures.keep(
      [event('a')],
      frame(0, () => undefined),
    )
    pictures.keep(
      [event('b')],
      frame(1, async () => undefined),
    )
    pictures.keep(
      [event('c')],
      frame(2, () => Promise.reject(new Error('no encoder'))),
    )
    await turn()
    expect(pictures.state()).toEqual({ kept: 0, bytes: 0, skipped: { 'no-picture': 2, failed: 1 } })
    expect(pictures.get('c')).toBeUndefined()
  })
})
