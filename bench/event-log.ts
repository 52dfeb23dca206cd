import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { followEvents } from '../src/runtime/pod/event-log/follow.ts'
import { openEventLog } from '../src/runtime/pod/event-log/event-log.ts'
import { createLogger } from '../src/runtime/service/log.ts'
import type { GazeEvent } from '../src/runtime/wire/event.ts'

// Appends to and reads of a pod's event log, with its default bounds: npx tsx bench/event-log.ts

const EVENTS = 100_000
/** Far above what the busiest pipeline gives. */
const LIMIT_PER_S = 10_000

const event = (n: number): GazeEvent => ({
  specversion: '1.0',
  id: `door/1/${n}/line.crossed/0`,
  source: '/gaze/streams/door',
  type: 'gaze.line.crossed',
  time: new Date(n * 40).toISOString(),
  datacontenttype: 'application/json',
  data: {
    line: 'door',
    direction: 'in',
    class: 'person',
    trackId: n,
    box: [0.1, 0.2, 0.3, 0.4],
    totals: { in: n, out: 0 },
  },
})

const dir = mkdtempSync(join(tmpdir(), 'gaze-bench-'))
const print = (what: string, count: number, ms: number): void => {
  const rate = (count * 1000) / ms
  console.log(
    `${what.padEnd(20)} ${Math.round(rate)} events/s, ${(rate / LIMIT_PER_S).toFixed(1)}x of ${LIMIT_PER_S}`,
  )
}

try {
  for (const batch of [1, 10]) {
    const log = await openEventLog({ dir: join(dir, `${batch}`), log: createLogger(() => {}) })
    const began = performance.now()
    for (let n = 0; n < EVENTS; n += batch)
      log.append(Array.from({ length: batch }, (_, at) => event(n + at)))
    await log.close()
    print(`append, ${batch} at a time`, EVENTS, performance.now() - began)
  }
  const began = performance.now()
  let read = 0
  for await (const _ of followEvents(join(dir, '1'), 0, false, new AbortController().signal)) read += 1
  print('read', read, performance.now() - began)
} finally {
  rmSync(dir, { recursive: true, force: true })
}
