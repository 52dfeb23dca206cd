import { defineNode } from '../../pipeline/node.ts'

export const jsonl = defineNode({
  name: 'jsonl',
  summary: 'Appends events to a file, one a line as JSON.',
  params: {
    path: {
      type: 'string',
      positional: true,
      required: true,
      summary: 'The file; it is created where it is not there, its folder is not.',
    },
  },
  takes: ['events'],
  gives: [],
  memory: false,
  sink: true,
  writes: ({ path }) => path,
  open: async ({ path }, context) => {
    const [{ openLineFile }, { createSieve }] = await Promise.all([
      import('./line-file.ts'),
      import('../../wire/new-events.ts'),
    ])
    const file = await openLineFile(path, context)
    const fresh = createSieve()
    return {
      process(item) {
        const lines = fresh(item.events).map((event) => `${JSON.stringify(event)}\n`)
        return lines.length === 0 ? undefined : file.append(lines)
      },
      flush: file.flush,
      close: file.close,
    }
  },
})
