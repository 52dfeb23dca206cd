import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Candidate, Family, Reading, Tensor } from '../../../../src/runtime/models/families/family.ts'
import { families, familyNamed } from '../../../../src/runtime/models/families/registry.ts'
import { suppress } from '../../../../src/runtime/models/nms.ts'
import type { Dimension, Graph } from '../../../../src/runtime/models/onnx/graph.ts'
import { graphOf } from './graph-of.ts'
import { READ_AS } from './read-as.ts'
import { manifestOf } from './reading.ts'

const FOLDER = new URL('../fixtures/layouts/', import.meta.url)

interface Output {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  readonly axes?: readonly Dimension[]
  readonly fill: number
  readonly at: readonly number[]
  readonly values: readonly number[]
}

interface Expected {
  readonly class: number
  readonly score: number
  readonly box?: readonly number[]
  readonly landmarks?: readonly (readonly number[])[]
}

interface Layout {
  readonly input: { readonly name: string; readonly shape: readonly number[]; readonly dtype: string }
  readonly sizes?: { readonly name: string; readonly shape: readonly number[]; readonly dtype: string }
  readonly outputs: readonly Output[]
  readonly operators?: readonly string[]
  readonly threshold: number
  readonly iou?: number
  readonly expected: readonly Expected[]
  readonly expectedAgnostic?: readonly Expected[]
}

const TYPES: Readonly<Record<string, string>> = { float32: 'float' }

const load = (name: string): Layout => JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'))

const graphFor = ({ input, sizes, outputs, operators = [] }: Layout): Graph => {
  const all = [input, ...(sizes ? [sizes] : []), ...outputs]
  return graphOf(
    { [input.name]: input.shape, ...(sizes && { [sizes.name]: sizes.shape }) },
    Object.fromEntries(outputs.map(({ name, shape, axes }) => [name, axes ?? shape])),
    { types: Object.fromEntries(all.map(({ name, dtype }) => [name, TYPES[dtype] ?? dtype])), operators },
  )
}

const tensorFrom = ({ shape, fill, at, values }: Output): Tensor => {
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(fill)
  for (const [index, place] of at.entries()) data[place] = values[index] ?? fill
  return { dims: shape, data }
}

const read = (layout: Layout, name: string): { family: Family; reading: Reading } => {
  const [familyName = '', change] = READ_AS[name] ?? []
  const family = familyNamed(familyName)
  const reading = family?.recognise(graphFor(layout))
  if (!family || !reading) throw new Error(`${name} is not recognised as ${familyName}`)
  return { family, reading: { ...reading, manifest: { ...reading.manifest, ...change } } }
}

const found = (layout: Layout, name: string, perClass: boolean): Candidate[] => {
  const { family, reading } = read(layout, name)
  const tensors = reading.manifest.outputs.map((output) => {
    const source = layout.outputs.find((candidate) => candidate.name === output)
    if (!source) throw new Error(`there is no output ${output}`)
    return tensorFrom(source)
  })
  const candidates = family.decode(tensors, manifestOf(reading), layout.threshold)
  return family.overlapping ? suppress(candidates, { iou: layout.iou ?? 0, perClass }) : candidates
}

const expectSame = (candidates: readonly Candidate[], expected: readonly Expected[]): void => {
  const best = candidates.toSorted((a, b) => b.score - a.score)
  expect(best.map(({ classIndex }) => classIndex)).toEqual(expected.map((one) => one.class))
  for (const [index, one] of expected.entries()) {
    const { x1, y1, x2, y2, score, landmarks } = best[index] as Candidate
    expect(score).toBeCloseTo(one.score, 4)
    for (const [side, value] of [x1, y1, x2, y2].entries())
      if (one.box) expect(value).toBeCloseTo(one.box[side] ?? Number.NaN, 2)
    const points = landmarks?.flat() ?? []
    for (const [place, value] of (one.landmarks ?? []).flat().entries())
      expect(points[place]).toBeCloseTo(value, 2)
  }
}

const names = readdirSync(FOLDER).map((file) => file.replace('.json', ''))

describe('what an independent writer of each layout wrote is read back', () => {
  test.each(names)('%s', (name) => {
    const layout = load(name)
    expectSame(found(layout, name, true), layout.expected)
    if (layout.expectedAgnostic) expectSame(found(layout, name, false), layout.expectedAgnostic)
  })

  test('every family is among them', () => {
    const tested = new Set(names.map((name) => READ_AS[name]?.[0]))
    expect(families.map(({ name }) => name).filter((name) => !tested.has(name))).toEqual([])
  })
})
