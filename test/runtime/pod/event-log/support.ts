import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { openCursor } from '../../../../src/runtime/pod/event-log/cursor.ts'
import { type EventLog, openEventLog } from '../../../../src/runtime/pod/event-log/event-log.ts'
import type { LoggedEvent } from '../../../../src/runtime/pod/event-log/format.ts'
import { createLogger } from '../../../../src/runtime/service/log.ts'
import type { GazeEvent } from '../../../../src/runtime/wire/event.ts'

const made: string[] = []

afterEach(async () => {
  for (const dir of made.splice(0)) await rm(dir, { recursive: true, force: true })
})

export const tempDir = async (): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), 'gaze-events-'))
  made.push(dir)
  return dir
}

export const event = (n: number, padding = 0): GazeEvent => ({
  specversion: '1.0',
  id: `door/1/${n}/line.crossed/0`,
  source: '/gaze/streams/door',
  type: 'gaze.line.crossed',
  time: new Date(n).toISOString(),
  datacontenttype: 'application/json',
  data: { n, padding: 'ö'.repeat(padding) },
})

export const open = (
  dir: string,
  more: { segmentBytes?: number; maxBytes?: number } = {},
): Promise<EventLog> => openEventLog({ dir, log: createLogger(() => {}), ...more })

export const readAll = async (dir: string, from = 0): Promise<LoggedEvent[]> => {
  const cursor = openCursor(dir, from)
  const all: LoggedEvent[] = []
  for (let some = await cursor.read(); some.length > 0; some = await cursor.read()) all.push(...some)
  await cursor.close()
  return all
}

export const numbersOf = (logged: readonly LoggedEvent[]): number[] =>
  logged.map(({ text }) => (JSON.parse(text) as { data: { n: number } }).data.n)
