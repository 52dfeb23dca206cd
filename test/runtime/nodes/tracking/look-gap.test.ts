import { expect, it } from 'vitest'
import { createLookGap } from '../../../../src/runtime/nodes/tracking/look-gap.ts'
import type { Frame, Item } from '../../../../src/runtime/pipeline/item.ts'

const itemAt = (ms: number, looked: boolean): Item => ({
  frame: { captureNs: BigInt(ms) * 1_000_000n } as Frame,
  ...(looked && { detections: [] }),
})

/** What is said when frames come at those times (ms), each `every`th of which is looked at. */
const said = (times: readonly number[], every = 1): string[] => {
  const words: string[] = []
  const note = createLookGap({
    log: { warn: (text) => words.push(text) },
    report: ({ state, message }) => words.push(`${state}: ${message}`),
  })
  for (const [n, ms] of times.entries()) note(itemAt(ms, n % every === 0))
  return words
}

const frames = (count: number, stepMs: number): number[] =>
  Array.from({ length: count }, (_, n) => n * stepMs)

it.each([
  ['10 a second, each', 100, 1],
  ['10 a second, each fifth', 100, 5],
  ['2 a second', 500, 1],
  ['25 a second, each twelfth', 40, 12],
])('%s: looks that are near enough are no word', (_, step, every) => {
  expect(said(frames(400, step), every)).toEqual([])
})

it.each([
  ['10 a second, each thirtieth', 100, 30, '3.0 s'],
  ['1 a second', 1000, 1, '1.0 s'],
])('%s: looks that are too far apart are told of once, with what to do', (_, step, every, gap) => {
  const [warning, state, ...more] = said(frames(400, step), every)
  expect(warning).toMatch(new RegExp(`^${gap} lie between two looks.*every=`))
  expect(state).toBe(`ok: ${warning}`)
  expect(more).toEqual([])
})

it('a camera that hangs now and then is no word', () => {
  const times = frames(300, 100).map((ms, n) => ms + Math.floor(n / 50) * 5_000)
  expect(said(times)).toEqual([])
})
