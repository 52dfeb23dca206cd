import { type AnyType, defineNode, defineSource } from '../../../src/runtime/pipeline/node.ts'

const nothing = { process: () => undefined, close: () => undefined }

/** Node types with the shapes of real ones, for what looks at types only. */
export const fakeTypes: readonly AnyType[] = [
  defineSource({
    name: 'film',
    summary: 'A source.',
    source: true,
    params: {
      path: { type: 'string', summary: 'the file', positional: true, required: true },
      rate: { type: 'enum', summary: 'the speed', values: ['max', 'real'] },
      loop: { type: 'boolean', summary: 'again and again', default: false },
    },
    takes: [],
    gives: ['frames'],
    memory: false,
    live: () => false,
    open: () => ({ run: async () => undefined, close: () => undefined }),
  }),
  defineNode({
    name: 'motion',
    summary: 'Finds what moves.',
    params: {
      low: { type: 'number', summary: 'threshold', unit: 'grey levels', min: 1, max: 255, default: 11 },
      keep: { type: 'duration', summary: 'how long', min: '1s', max: '10m', default: '60s' },
    },
    takes: ['frames'],
    gives: ['detections'],
    memory: true,
    open: () => nothing,
  }),
  defineNode({
    name: 'track',
    summary: 'Follows.',
    params: { hits: { type: 'integer', summary: 'frames', min: 1, default: 3 } },
    takes: ['detections'],
    gives: ['tracks'],
    memory: true,
    open: () => nothing,
  }),
  defineNode({
    name: 'count-line',
    summary: 'Counts.',
    params: {
      name: { type: 'string', summary: 'name of the line', default: 'line' },
      line: { type: 'line', summary: 'the line', required: true },
    },
    takes: ['tracks'],
    gives: ['events'],
    memory: true,
    open: () => nothing,
  }),
  defineNode({
    name: 'print',
    summary: 'Shows.',
    params: {},
    takes: ['frames'],
    gives: [],
    memory: false,
    sink: true,
    open: () => nothing,
  }),
  defineNode({
    name: 'jsonl',
    summary: 'Writes.',
    params: { path: { type: 'string', summary: 'the file', positional: true, required: true } },
    takes: ['events'],
    gives: [],
    memory: false,
    sink: true,
    open: () => nothing,
  }),
]
