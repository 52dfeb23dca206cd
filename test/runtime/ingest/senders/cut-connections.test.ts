import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { Socket } from 'zeromq'
import { watchCutConnections } from '../../../../src/runtime/ingest/senders/cut-connections.ts'

type Happening = [ms: number, event: 'accept' | 'disconnect']

/** How many messages are counted as cut when these events come. */
const cuts = (happenings: readonly Happening[]): number => {
  const events = new EventEmitter()
  let now = 0
  let count = 0
  watchCutConnections(
    { events } as unknown as Pick<Socket, 'events'>,
    () => now,
    (more) => {
      count += more
    },
  )
  for (const [ms, event] of happenings) {
    now = ms
    events.emit(event)
  }
  return count
}

const cases: [string, Happening[], number][] = [
  [
    'a sender that comes and goes',
    [
      [0, 'accept'],
      [500, 'disconnect'],
    ],
    0,
  ],
  [
    'one return, which may be a bad line',
    [
      [0, 'accept'],
      [500, 'disconnect'],
      [620, 'accept'],
    ],
    0,
  ],
  [
    'a sender that is cut three times',
    [
      [0, 'accept'],
      [10, 'disconnect'],
      [120, 'accept'],
      [130, 'disconnect'],
      [250, 'accept'],
      [260, 'disconnect'],
      [400, 'accept'],
    ],
    3,
  ],
  [
    'new sockets in the same program',
    [
      [0, 'accept'],
      [10, 'disconnect'],
      [11, 'accept'],
      [20, 'disconnect'],
      [21, 'accept'],
    ],
    0,
  ],
  [
    'a program started again and again',
    [
      [0, 'accept'],
      [10, 'disconnect'],
      [500, 'accept'],
      [510, 'disconnect'],
      [990, 'accept'],
    ],
    0,
  ],
  [
    'two bad moments far apart',
    [
      [0, 'accept'],
      [10, 'disconnect'],
      [120, 'accept'],
      [9_000, 'disconnect'],
      [9_110, 'accept'],
    ],
    0,
  ],
]

describe('messages that cost their sender the connection', () => {
  for (const [what, happenings, count] of cases)
    it(what, () => {
      expect(cuts(happenings)).toBe(count)
    })
})
