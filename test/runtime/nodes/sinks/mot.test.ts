import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mot } from '../../../../src/runtime/nodes/sinks/mot.ts'
import type { Box, Item, Track } from '../../../../src/runtime/pipeline/item.ts'
import { tempDir } from '../../media/support.ts'
import { item, noEmit, watchedContext } from './context.ts'

const dir = tempDir()

const track = (trackId: number, box: Box, coasting = false): Track => ({
  trackId,
  box,
  start: box,
  class: 'person',
  hits: 3,
  coasting,
})

/** On pictures of 64x36. */
const tracked = (index: number, tracks: readonly Track[]): Item => ({ ...item(index), tracks })

const SHOWN = [
  tracked(0, [track(1, [0, 0, 0.5, 1]), track(2, [-0.25, 0.5, 0.25, 1.5])]),
  tracked(1, []),
  tracked(2, [track(1, [0.5, 0, 0.75, 0.125], true)]),
]

const FIRST = ['1,1,1.00,1.00,32.00,36.00,1,-1,-1,-1', '1,2,-15.00,19.00,32.00,36.00,1,-1,-1,-1']
const COASTING = '3,1,33.00,1.00,16.00,4.50,1,-1,-1,-1'

describe('mot', () => {
  it.each([
    [false, FIRST],
    [true, [...FIRST, COASTING]],
  ])(
    'writes pixels, beyond the picture too, in a file of its own (coasting=%s)',
    async (coasting, expected) => {
      const path = join(dir, `${coasting}.txt`)
      writeFileSync(path, 'of an earlier run\n')
      const node = await mot.open({ path, coasting, fill: 1_000 }, watchedContext().context)
      for (const one of SHOWN) await node.process(one, noEmit)
      await node.flush?.(noEmit)
      await node.close()
      expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toEqual(expected)
    },
  )

  it('writes what is carried over frames that no detector looked at', async () => {
    const printed: string[] = []
    const { context } = watchedContext({ print: (text) => void printed.push(text) })
    const node = await mot.open({ path: '-', coasting: false, fill: 1_000 }, context)
    await node.process(tracked(2, [{ ...track(1, [0.5, 0, 0.75, 0.125], true), carried: true }]), noEmit)
    await node.close()
    expect(printed.join('')).toBe(`${COASTING}\n`)
  })

  it('prints for the path -', async () => {
    const printed: string[] = []
    const { context } = watchedContext({ print: (text) => void printed.push(text) })
    const node = await mot.open({ path: '-', coasting: false, fill: 1_000 }, context)
    for (const one of SHOWN) await node.process(one, noEmit)
    await node.close()
    expect(printed.join('')).toBe(`${FIRST.join('\n')}\n`)
  })

  it.each([
    ['1s', 1_000, 12],
    ['0s', 0, 10],
  ])('fills a short gap of a track that is seen steadily (fill=%s)', async (_, fill, lines) => {
    const path = join(dir, `fill-${fill}.txt`)
    const node = await mot.open({ path, coasting: false, fill }, watchedContext().context)
    for (let index = 0; index < 12; index++) {
      const box: Box = [index / 100, 0, 0.5, 0.5]
      await node.process(tracked(index, [track(1, box, index === 5 || index === 6)]), noEmit)
    }
    await node.flush?.(noEmit)
    await node.close()
    const written = readFileSync(path, 'utf8').trimEnd().split('\n')
    expect(written).toHaveLength(lines)
    expect(written.map((line) => line.split(',')[0])).toEqual(
      Array.from({ length: 12 }, (_, n) => String(n + 1)).filter((n) => fill > 0 || (n !== '6' && n !== '7')),
    )
  })

  it('refuses a folder that is not there', async () => {
    const opening = Promise.resolve(
      mot.open({ path: join(dir, 'no', 'x'), coasting: false, fill: 1_000 }, watchedContext().context),
    )
    await expect(opening).rejects.toMatchObject({ code: 'SINK_FAILED', why: 'its folder does not exist' })
  })
})
