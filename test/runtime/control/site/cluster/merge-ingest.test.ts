import { describe, expect, it } from 'vitest'
import { mergeIngest } from '../../../../../src/runtime/control/site/cluster/merge-ingest.ts'
import type { IngestState, IngestStream } from '../../../../../src/runtime/ingest/state.ts'

const pod = (name: string, taken: number, active = true): IngestStream['pods'][number] => ({
  ...{ pod: name, wire: 'v1', active, ready: true, credit: 1, inFlight: 0, taken, done: taken },
  lastSeenAt: `2026-01-01T00:00:0${taken}.000Z`,
})

const stream = (name: string, captured: number, more: Partial<IngestStream> = {}): IngestStream => ({
  ...{ stream: name, captured, processed: captured - 1, inFlight: 0, dropped: { 'slow-pod': 1 }, fps: 4.96 },
  slot: { queued: 0, size: 1 },
  lastFrameAt: '',
  lastFrameAgeMs: null,
  lastTakenAt: '',
  lately: { ms: 9_000, captured: 2, dropped: { 'slow-pod': 1 } },
  pods: [],
  ...more,
})

const state = (boot: string, streams: IngestStream[], more: Partial<IngestState> = {}): IngestState => ({
  ...{ boot, servers: [boot], uptimeMs: 10, streams, dropped: { malformed: 2 }, recent: [] },
  ports: { ingest: 5001, secureIngest: 5003, pods: 5004, http: 5002 },
  ...more,
})

describe('several gaze-servers', () => {
  it('are nothing where none answers, and as they are where one does', () => {
    expect(mergeIngest([])).toBeUndefined()
    const one = state('a', [stream('door', 3)])
    expect(mergeIngest([one])).toBe(one)
  })

  it('are read as one: counts add up, and so does the ledger', () => {
    const at = (second: number): string => `2026-01-01T00:00:0${second}.000Z`
    const merged = mergeIngest([
      state('a', [stream('door', 3, { lastFrameAt: at(1), lastFrameAgeMs: 900, pods: [pod('p1', 2)] })], {
        recent: [{ reason: 'malformed', at: at(1), detail: '' }],
      }),
      state(
        'b',
        [
          stream('yard', 5),
          stream('door', 4, {
            lastFrameAt: at(2),
            lastFrameAgeMs: 20,
            pods: [pod('p1', 3, false), pod('p2', 1)],
          }),
        ],
        { recent: [{ reason: 'unknown-key', at: at(2), detail: '' }] },
      ),
    ])
    expect(merged).toMatchObject({ boot: 'a,b', servers: ['a', 'b'], dropped: { malformed: 4 } })
    expect(merged?.recent.map(({ reason }) => reason)).toEqual(['unknown-key', 'malformed'])
    const [door, yard] = merged?.streams ?? []
    expect(yard).toEqual(stream('yard', 5, { fps: 5 }))
    expect(door).toMatchObject({
      ...{ stream: 'door', captured: 7, processed: 5, inFlight: 0, dropped: { 'slow-pod': 2 }, fps: 9.9 },
      ...{ lastFrameAt: at(2), lastFrameAgeMs: 20, slot: { queued: 0, size: 2 } },
      lately: { ms: 9_000, captured: 4, dropped: { 'slow-pod': 2 } },
    })
    expect(door?.pods).toMatchObject([
      { pod: 'p1', taken: 5, active: true, lastSeenAt: at(3) },
      { pod: 'p2', taken: 1 },
    ])
  })
})
