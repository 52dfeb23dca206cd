import { defineNode } from '../../pipeline/node.ts'

export const print = defineNode({
  name: 'print',
  summary: 'Prints events, a line each, for people; `pipeline run --json` prints all events as JSON instead.',
  params: {},
  takes: ['frames'],
  gives: [],
  memory: false,
  sink: true,
  async open(_, context) {
    const [{ eventText }, { createSieve }, { stdoutOf }] = await Promise.all([
      import('../../wire/event-text.ts'),
      import('../../wire/new-events.ts'),
      import('./stdout.ts'),
    ])
    const write = stdoutOf(context)
    const fresh = createSieve()
    return {
      process(item) {
        const events = fresh(item.events)
        if (events.length === 0) return
        return write(events.map((event) => `${eventText(event)}\n`).join(''))
      },
      close() {},
    }
  },
})
