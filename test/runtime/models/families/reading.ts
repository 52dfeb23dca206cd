import type { Candidate, Reading, Tensor } from '../../../../src/runtime/models/families/family.ts'
import { familyNamed, recognise } from '../../../../src/runtime/models/families/registry.ts'
import type { Manifest } from '../../../../src/runtime/models/manifest.ts'
import type { Graph } from '../../../../src/runtime/models/onnx/graph.ts'

/** The first reading of a graph; fails where there is none. */
export const firstReading = (graph: Graph): Reading => {
  const [reading] = recognise(graph)
  if (!reading) throw new Error('no family recognises the graph')
  return reading
}

/** `yolox sure`, `yolov5 likely`, … */
export const verdicts = (graph: Graph): string[] =>
  recognise(graph).map(({ manifest, certainty }) => `${manifest.family} ${certainty}`)

export const manifestOf = (reading: Reading): Manifest => ({
  schema: 1,
  ...reading.manifest,
  sha256: '0'.repeat(64),
  bytes: 1,
})

/** What the family of the first reading makes of the outputs. */
export const decoded = (graph: Graph, outputs: readonly Tensor[], threshold: number): Candidate[] => {
  const manifest = manifestOf(firstReading(graph))
  const family = familyNamed(manifest.family)
  if (!family) throw new Error(`${manifest.family} is not registered`)
  return family.decode(outputs, manifest, threshold)
}

/** A tensor of zeros with some values set, by flat index. */
export const tensorOf = (dims: readonly number[], values: Readonly<Record<number, number>> = {}): Tensor => {
  const data = new Float32Array(dims.reduce((product, dimension) => product * dimension, 1))
  for (const [index, value] of Object.entries(values)) data[Number(index)] = value
  return { dims, data }
}

/** A row's values by flat index: `from` is the index of the first. */
export const valuesFrom = (from: number, values: readonly number[]): Record<number, number> =>
  Object.fromEntries(values.map((value, index) => [from + index, value]))

/** Boxes rounded to 1/1000 of a pixel, for comparison. */
export const rounded = (candidates: readonly Candidate[]): number[][] =>
  candidates.map(({ x1, y1, x2, y2, score, classIndex }) =>
    [x1, y1, x2, y2, score, classIndex].map((value) => Math.round(value * 1000) / 1000),
  )
