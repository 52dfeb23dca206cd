import { describe, expect, it } from 'vitest'
import { namesInMetadata } from '../../../../../src/runtime/models/families/parts/class-names.ts'
import type { Graph } from '../../../../../src/runtime/models/onnx/graph.ts'

const named = (names: string): readonly string[] => {
  const graph: Graph = {
    ...{
      inputs: [],
      outputs: [],
      producer: '',
      operators: new Map(),
      producers: new Map(),
      opsets: new Map(),
    },
    metadata: new Map([['names', names]]),
  }
  return namesInMetadata(graph)
}

describe('names in the metadata', () => {
  it.each([
    ['a dictionary of Python', `{0: 'person', 1: "l'eau", 2: 'a: b, c'}`, ['person', "l'eau", 'a: b, c']],
    ['an object of JSON', '{"0": "v\\u00e9lo", "1": "a \\"b\\""}', ['vélo', 'a "b"']],
    ['a list of JSON', '["cat", "1: dog"]', ['cat', '1: dog']],
    ['a list of Python', `['cat', "dog's"]`, ['cat', "dog's"]],
    ['escapes of Python', String.raw`{0: 'a\x41', 1: 'b\\n', 2: 'c\nd'}`, ['aA', String.raw`b\n`, 'c\nd']],
    ['an empty one', `{0: '', 1: ' ', 2: ' c '}`, ['class-0', 'class-1', 'c']],
    ['a gap', `{0: 'a', 2: 'c'}`, ['a', 'class-1', 'c']],
    ['an id beyond all', `{0: 'a', 999999999: 'b'}`, ['a']],
    ['a program', `__import__('os').system('true')`, []],
  ])('%s', (_, text, names) => {
    expect(named(text)).toEqual(names)
  })
})
