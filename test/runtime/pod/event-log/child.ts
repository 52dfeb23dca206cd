import { writeSync } from 'node:fs'
import { openEventLog } from '../../../../src/runtime/pod/event-log/event-log.ts'
import { createLogger } from '../../../../src/runtime/service/log.ts'

// Appends events for ever and says on stdout, line by line, how many it has tried and the log has taken.
const [dir = '', segmentBytes = '4194304', pauseMs = '0'] = process.argv.slice(2)
const log = await openEventLog({ dir, log: createLogger(() => {}), segmentBytes: Number(segmentBytes) })
const write = (): void => {
  const n = log.state().endOffset
  const taken = log.append([
    {
      specversion: '1.0',
      id: `door/1/${n}/line.crossed/0`,
      source: '/gaze/streams/door',
      type: 'gaze.line.crossed',
      time: new Date(0).toISOString(),
      datacontenttype: 'application/json',
      data: { n },
    },
  ])
  writeSync(1, `${JSON.stringify({ n, taken, ...log.state() })}\n`)
  setTimeout(write, Number(pauseMs))
}
write()
