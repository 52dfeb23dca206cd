import type { Graph } from '../../onnx/graph.ts'

/** `0: 'person'` of a Python dictionary, or `"0": "person"` of JSON; a quote within is escaped or of the other kind. */
const ENTRY = /["']?(\d+)["']?\s*:\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g
const MOST = 100_000

/** The names that Ultralytics' exports keep in the metadata, by class index; empty where there are none. */
export const namesInMetadata = (graph: Graph): readonly string[] => {
  const names: string[] = []
  for (const [, index, single, double] of (graph.metadata.get('names') ?? '').matchAll(ENTRY)) {
    const name = (single ?? double ?? '').replaceAll(/\\(.)/g, '$1')
    if (Number(index) < MOST) names[Number(index)] = name
  }
  return Array.from(names, (name, index) => name ?? `class-${index}`)
}
