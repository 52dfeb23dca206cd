import type { Graph } from '../../onnx/graph.ts'

/** A text of Python or JSON; a quote within is escaped or of the other kind. */
const QUOTED = `(?:'((?:[^'\\\\]|\\\\.)*)'|"((?:[^"\\\\]|\\\\.)*)")`
/** `0: 'person'` of a Python dictionary, or `"0": "person"` of JSON. */
const ENTRY = new RegExp(`["']?(\\d+)["']?\\s*:\\s*${QUOTED}`, 'g')
const ITEM = new RegExp(QUOTED, 'g')
const MOST = 100_000

const ESCAPE = /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|(.))/gi
const LETTERS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

const plain = (text: string): string =>
  text.replaceAll(ESCAPE, (all, two?: string, four?: string, eight?: string, one?: string) => {
    if (one !== undefined) return LETTERS[one] ?? one
    const code = Number.parseInt(two ?? four ?? eight ?? '', 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : all
  })

const entries = (text: string): readonly (readonly [number, string])[] =>
  text.trimStart().startsWith('[')
    ? [...text.matchAll(ITEM)].map(([, single, double], index) => [index, single ?? double ?? ''])
    : [...text.matchAll(ENTRY)].map(([, index, single, double]) => [Number(index), single ?? double ?? ''])

/**
 * The names that Ultralytics' exports keep in the metadata, by class index, or a list of them, as others write it; empty
 * where there are none.
 */
export const namesInMetadata = (graph: Graph): readonly string[] => {
  const names: string[] = []
  for (const [index, name] of entries(graph.metadata.get('names') ?? ''))
    if (index < MOST) names[index] = plain(name)
  return Array.from(names, (name, index) => name?.trim() || `class-${index}`)
}
