import { describe, expect, it } from 'vitest'
import { createLookahead } from '../../../../../src/runtime/pipeline/engine/stage/lookahead.ts'
import { createFrames } from '../harness.ts'

const { make } = createFrames()

const create = (items: number, most?: number) => {
  const log: string[] = []
  const lookahead = createLookahead(
    { items, begin: ({ frame }) => void log.push(`begin ${frame.index}`) },
    ({ frame }) => {
      log.push(`turn ${frame.index}`)
      return frame.index % 2 === 0 ? Promise.resolve() : undefined
    },
    most,
  )
  return { lookahead, log }
}

describe('a lookahead', () => {
  it('begins with each item at once, and gives the oldest its turn when more than it holds have come', async () => {
    const { lookahead, log } = create(2)
    for (const index of [0, 1, 2, 3]) await lookahead.take({ frame: make(index) })
    expect(log).toEqual(['begin 0', 'begin 1', 'begin 2', 'turn 0', 'begin 3', 'turn 1'])
    expect(lookahead.size()).toBe(2)
  })

  it('holds no more than some bytes of pictures, but one at least', async () => {
    const bytes = 3 * make(0).width * make(0).height
    const { lookahead, log } = create(100, 2.5 * bytes)
    for (const index of [0, 1, 2, 3]) await lookahead.take({ frame: make(index) })
    expect(log.slice(2)).toEqual(['begin 2', 'turn 0', 'begin 3', 'turn 1'])
    expect(lookahead.size()).toBe(2)
    const large = create(100, bytes / 2)
    for (const index of [0, 1]) await large.lookahead.take({ frame: make(index) })
    expect(large.log).toEqual(['begin 0', 'begin 1', 'turn 0'])
  })

  it('gives several their turn, in order, where a larger picture comes', async () => {
    const small = 3 * make(0).width * make(0).height
    const { lookahead, log } = create(100, 3 * small)
    for (const index of [0, 1, 2]) await lookahead.take({ frame: make(index) })
    await lookahead.take({ frame: { ...make(3), width: 2 * make(3).width } })
    expect(log.slice(3)).toEqual(['begin 3', 'turn 0', 'turn 1'])
  })

  it('lets nothing overtake what it holds', async () => {
    const { lookahead, log } = create(1)
    const act = (name: string) => lookahead.behind(() => void log.push(name))
    await act('first')
    await lookahead.take({ frame: make(0) })
    await act('second')
    await lookahead.flush()
    expect(log).toEqual(['first', 'begin 0', 'turn 0', 'second'])
  })

  it('gives all that it holds their turn, in order, when there is no more', async () => {
    const { lookahead, log } = create(3)
    for (const index of [0, 1, 2]) await lookahead.take({ frame: make(index) })
    await lookahead.flush()
    expect(log.slice(3)).toEqual(['turn 0', 'turn 1', 'turn 2'])
    expect(lookahead.size()).toBe(0)
  })
})
