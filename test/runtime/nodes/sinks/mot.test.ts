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
      const node = await mot.open({ path, coasting }, watchedContext().context)
      for (const one of SHOWN) await node.process(one, noEmit)
      await node.flush?.(noEmit)
      await node.close()
      expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toEqual(expected)
    },
  )

  it('writes what is carried over frames that no detector looked at', async () => {
    const printed: string[] = []
    const { context } = watchedContext({ print: (text) => void printed.push(text) })
    const node = await mot.open({ path: '-', coasting: false }, context)
    await node.process(tracked(2, [{ ...track(1, [0.5, 0, 0.75, 0.125], true), carried: true }]), noEmit)
    await node.close()
    expect(printed.join('')).toBe(`${COASTING}\n`)
  })

  it('prints for the path -', async () => {
    const printed: string[] = []
    const { context } = watchedContext({ print: (text) => void printed.push(text) })
    const node = await mot.open({ path: '-', coasting: false }, context)
    for (const one of SHOWN) await node.process(one, noEmit)
    await node.close()
    expect(printed.join('')).toBe(`${FIRST.join('\n')}\n`)
  })

  it('refuses a folder that is not there', async () => {
    const opening = Promise.resolve(
      mot.open({ path: join(dir, 'no', 'x'), coasting: false }, watchedContext().context),
    )
    await expect(opening).rejects.toMatchObject({ code: 'SINK_FAILED', why: 'its folder does not exist' })
  })
})
