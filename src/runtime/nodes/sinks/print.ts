import { defineNode, type Printer } from '../../pipeline/node.ts'

/** Lines for people on standard output, as fast as they are read. */
const toStdout: Printer = {
  json: false,
  write: (text) => {
    if (process.stdout.write(text)) return undefined
    return new Promise((resolve) => process.stdout.once('drain', resolve))
  },
}

export const print = defineNode({
  name: 'print',
  summary: 'Prints events: a line each for people, or as JSON where pipeline run was given --json.',
  params: {},
  takes: ['frames'],
  gives: [],
  memory: false,
  sink: true,
  async open(_, context) {
    const [{ eventText }, { createSieve }] = await Promise.all([
      import('../../wire/event-text.ts'),
      import('../../wire/new-events.ts'),
    ])
    const { json, write } = context.pod.print ?? toStdout
    const fresh = createSieve()
    return {
      process(item) {
        const events = fresh(item.events)
        if (events.length === 0) return
        return write(events.map((event) => `${json ? JSON.stringify(event) : eventText(event)}\n`).join(''))
      },
      close() {},
    }
  },
})
