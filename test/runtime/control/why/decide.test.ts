import { describe, expect, it } from 'vitest'
import { decide } from '../../../../src/runtime/control/why/decide.ts'
import type { Facts, IngestFacts } from '../../../../src/runtime/control/why/facts.ts'
import { pathOf } from '../../../../src/runtime/control/why/path.ts'
import type { IngestState, IngestStream } from '../../../../src/runtime/ingest/state.ts'
import type { NodeRecord } from '../../../../src/runtime/pipeline/engine/options.ts'
import type { SinkState } from '../../../../src/runtime/pod/sinks/sink-state.ts'
import type { PodState } from '../../../../src/runtime/pod/state.ts'
import type { Image, Pod, Stream } from '../../../../src/runtime/records/types.ts'
import { podDraft, streamDraft } from '../../ingest/support.ts'

const NOW = Date.parse('2026-05-01T12:00:00Z')
const recorded = { revision: 1, createdAt: '2026-05-01T11:00:00Z', updatedAt: '2026-05-01T11:00:00Z' }

const stream = (more: Partial<Stream> = {}, status: Partial<Stream['status']> = {}): Stream => {
  const draft = streamDraft('door', 'abcd1234')
  return {
    ...draft,
    ...recorded,
    ...more,
    status: { ...draft.status, phase: 'Running', observedGeneration: 1, readyReplicas: 1, ...status },
  }
}
const pod = (more: Partial<Pod> = {}): Pod => ({ ...podDraft('door-1', 'door'), ...recorded, ...more })

const image = (...types: string[]): Image => ({
  ...{ name: 'any', kind: 'pipeline', ref: 'statement', digest: '', wire: 'v1', description: '', env: {} },
  ...recorded,
  pipeline: { nodes: types.map((type) => ({ id: type, type, params: {}, from: [] })) },
})

const taker: IngestStream['pods'][number] = {
  ...{ pod: 'door-1', wire: 'v1', active: true, ready: true, credit: 1, inFlight: 0, taken: 90, done: 90 },
  lastSeenAt: '2026-05-01T12:00:00Z',
}
const there = (more: Partial<IngestStream> = {}): IngestStream => ({
  ...{ stream: 'door', captured: 90, processed: 90, inFlight: 0, dropped: {}, fps: 30 },
  slot: { queued: 0, size: 1 },
  lastFrameAt: '2026-05-01T11:59:59Z',
  lastFrameAgeMs: 1_000,
  lastTakenAt: '2026-05-01T11:59:59Z',
  lately: { ms: 1_000, captured: 30, dropped: {} },
  pods: [taker],
  ...more,
})
const PORTS = { ingest: 5001, secureIngest: 0, pods: 5004, http: 5002 }
const ingest = (now: Partial<IngestStream> = {}, recent: IngestState['recent'] = []): IngestFacts => ({
  state: { boot: 'a', servers: ['a'], uptimeMs: 1, ports: PORTS, streams: [], dropped: {}, recent },
  stream: there(now),
})
const node = (id: string, type: string, more: Partial<NodeRecord> = {}): NodeRecord => ({
  ...{ id, type, in: 90, out: 90, dropped: {}, lastAt: '', queued: 0, meanMs: 1, p99Ms: 2 },
  ...{ state: 'ok', message: '' },
  ...more,
})
const podState = (nodes: NodeRecord[]): PodState => ({
  ...{ pod: 'door-1', stream: 'door', generation: 1, digest: 'sha256:0' },
  ...{ ready: true, active: true, completed: false, uptimeMs: 9_000, fps: 30 },
  lastFrameAt: '',
  nodes,
  ledger: { captured: 90, processed: 90, inFlight: 0, dropped: {} },
  pictures: { kept: 0, bytes: 0, skipped: {} },
  sinks: [],
  events: { written: 0, discarded: {}, expired: 0, startOffset: 0, endOffset: 0, bytes: 0, problem: '' },
})
const blockedSink: SinkState = {
  ...{
    url: 'kafka://b:9092/t?mode=binary',
    state: 'blocked',
    offset: 8,
    lag: 12,
    sent: 8,
    lost: 0,
    skipped: {},
  },
  ...{ waitsFor: 'a broker at b:9092', lastError: 'nobody listens', lastErrorAt: '', lastSentAt: '' },
}
const healthy: Facts = {
  now: NOW,
  absence: undefined,
  stream: stream(),
  image: undefined,
  pods: [pod()],
  ingest: ingest(),
  podStates: [
    podState([node('ingest', 'ingest'), node('motion', 'motion'), node('count-line', 'count-line')]),
  ],
}
const stray = (reason: string, detail: string, at = '2026-05-01T11:59:58Z') => ({ reason, at, detail })
const lately = (captured: number, dropped: Record<string, number> = {}, ms = 1_000) => ({
  lately: { ms, captured, dropped },
})
const quiet = { captured: 0, processed: 0, lastFrameAt: '', lastFrameAgeMs: null, ...lately(0) }

const cases: [what: string, facts: Partial<Facts>, verdict: string, message: RegExp][] = [
  ['all is well', {}, 'ok', /Frames come/],
  [
    'the stack is down',
    {
      absence: { what: 'the local stack is not running', next: 'gaze up starts it', podsRun: false },
      pods: [],
      ingest: undefined,
    },
    'STACK_NOT_RUNNING',
    /not running/,
  ],
  ['the stream is stopped', { stream: stream({ replicas: 0 }), pods: [] }, 'STREAM_STOPPED', /0 replicas/],
  [
    'the source has ended',
    { stream: stream({ source: '/a.mp4' }, { phase: 'Completed' }) },
    'COMPLETED',
    /ended/,
  ],
  [
    'a completed stream was changed',
    { stream: stream({ source: '/a.mp4', generation: 2 }, { phase: 'Completed' }) },
    'ok',
    /./,
  ],
  [
    'it can never run',
    { stream: stream({}, { phase: 'Failed', message: 'no image "x"' }), pods: [] },
    'STREAM_FAILED',
    /no image "x"/,
  ],
  ['gaze-server is away', { ingest: undefined }, 'GAZE_SERVER_DOWN', /does not answer/],
  ['no pod', { pods: [], podStates: [], ingest: ingest({ pods: [] }) }, 'NO_POD', /No pod/],
  [
    'a pod that has not asked',
    { ingest: ingest({ pods: [] }) },
    'POD_NOT_READY',
    /door-1 is not ready: it has not asked/,
  ],
  [
    'a pod whose source does not open',
    {
      stream: stream({ source: 'rtsp://x' }),
      pods: [pod({ ready: false })],
      podStates: [podState([node('file', 'file', { state: 'blocked', message: 'no answer from x' })])],
    },
    'POD_NOT_READY',
    /file says no answer from x/,
  ],
  [
    'a crash loop that has just begun',
    { pods: [pod({ phase: 'CrashLoop', ready: false, restarts: 1, message: 'cannot open model' })] },
    'CRASH_LOOP',
    /\(1 restart\)/,
  ],
  [
    'a program that does not listen',
    {
      pods: [pod({ ports: { in: 7001 } })],
      ingest: ingest({ pods: [{ ...taker, wire: 'v0', ready: false }] }),
    },
    'POD_NOT_READY',
    /7001/,
  ],
  [
    'a crash loop',
    { pods: [pod({ phase: 'CrashLoop', ready: false, restarts: 4, message: 'cannot open model' })] },
    'CRASH_LOOP',
    /4 restarts\): cannot open model/,
  ],
  [
    'a crash loop beside a healthy pod',
    { pods: [pod({ name: 'door-0', phase: 'CrashLoop', ready: false }), pod()] },
    'ok',
    /./,
  ],
  [
    'a new pod that dies again and again while the old one serves on',
    {
      stream: stream({}, { phase: 'Degraded', reason: 'CrashLoop', message: 'cannot open model' }),
      pods: [pod({ name: 'door-0', phase: 'CrashLoop', ready: false, message: 'cannot open model' }), pod()],
    },
    'CRASH_LOOP',
    /door-0 dies again and again .*cannot open model/,
  ],
  [
    'a sink that does not open',
    {
      image: image('jsonl'),
      pods: [pod({ phase: 'CrashLoop', ready: false, message: 'node jsonl: /x/y cannot be written' })],
    },
    'SINK_REFUSED',
    /\/x\/y cannot be written/,
  ],
  ['no sender ever', { ingest: ingest(quiet) }, 'NO_SENDER', /No sender has sent/],
  [
    'a sender that has stopped',
    { ingest: ingest({ lastFrameAgeMs: 60_000 }) },
    'NO_SENDER',
    /the last came at 2026/,
  ],
  [
    'a wrong key',
    { ingest: ingest(quiet, [stray('unknown-key', 'key ab******')]) },
    'WRONG_KEY',
    /ab\*\*\*\*\*\*/,
  ],
  [
    'a wrong key long ago',
    { ingest: ingest(quiet, [stray('unknown-key', 'key ab******', '2026-05-01T11:00:00Z')]) },
    'NO_SENDER',
    /./,
  ],
  [
    'a wrong key beside the right one',
    { ingest: ingest({}, [stray('unknown-key', 'key ab******')]) },
    'ok',
    /./,
  ],
  ['too large', { ingest: ingest(quiet, [stray('too-large', 'cut')]) }, 'TOO_LARGE', /16 MiB/],
  [
    'too large, some time after a wrong key',
    { ingest: ingest(quiet, [stray('too-large', 'cut'), stray('unknown-key', 'key ab******')]) },
    'TOO_LARGE',
    /16 MiB/,
  ],
  ['bytes without a key', { ingest: ingest(quiet, [stray('malformed', '3 bytes')]) }, 'GARBAGE', /3 bytes/],
  [
    'garbage under the right key',
    { ingest: ingest(lately(30, { malformed: 30 })) },
    'GARBAGE',
    /30 of the last 30 .*malformed/,
  ],
  [
    'garbage that is over',
    { ingest: ingest({ captured: 120, dropped: { malformed: 30 }, ...lately(30) }) },
    'ok',
    /./,
  ],
  [
    'garbage and slow pods of earlier, and nothing now',
    {
      ingest: ingest({
        dropped: { malformed: 50, 'slow-pod': 40 },
        lastFrameAgeMs: 60_000,
        ...lately(0),
      }),
    },
    'NO_SENDER',
    /60|1 min ago/,
  ],
  [
    'thirty frames a second that have stopped',
    { ingest: ingest({ lastFrameAgeMs: 4_000, ...lately(180, {}, 10_000) }) },
    'NO_SENDER',
    /4\.0 s ago/,
  ],
  [
    'a frame every five seconds',
    { ingest: ingest({ lastFrameAgeMs: 4_000, ...lately(2, {}, 10_000) }) },
    'ok',
    /./,
  ],
  [
    'a source that gives nothing any more',
    {
      stream: stream({ source: 'rtsp://x' }),
      podStates: [
        { ...podState([node('file', 'file')]), uptimeMs: 90_000, lastFrameAt: '2026-05-01T11:59:40Z' },
      ],
    },
    'SOURCE_SILENT',
    /20\.0 s ago/,
  ],
  [
    'a source that goes on',
    {
      stream: stream({ source: 'rtsp://x' }),
      podStates: [
        { ...podState([node('file', 'file')]), uptimeMs: 90_000, lastFrameAt: '2026-05-01T11:59:59Z' },
      ],
    },
    'ok',
    /./,
  ],
  [
    'a sink that waits',
    { podStates: [{ ...podState([]), sinks: [blockedSink] }] },
    'SINK_REFUSED',
    /kafka:\/\/b:9092\/t takes no events: nobody listens\. It waits for a broker at b:9092; 12 events wait/,
  ],
  [
    'a stream that is over but for its sink',
    {
      stream: stream({ status: { ...stream().status, phase: 'Completed' } }),
      podStates: [{ ...podState([]), sinks: [blockedSink] }],
    },
    'SINK_REFUSED',
    /12 events wait/,
  ],
  ['pictures cut in half', { ingest: ingest(lately(30, { undecodable: 28 })) }, 'GARBAGE', /undecodable/],
  ['a slow pod', { ingest: ingest(lately(30, { 'slow-pod': 25 })) }, 'POD_SLOW', /25 of the last 30/],
  [
    'a slow pod that has just come',
    { ingest: ingest(lately(300, { 'slow-pod': 12, 'no-ready-pod': 270 })) },
    'POD_SLOW',
    /12 of the last 30/,
  ],
  ['a pod that is slow now and then', { ingest: ingest(lately(30, { 'slow-pod': 2 })) }, 'ok', /./],
  [
    'a node that gives nothing on',
    {
      podStates: [
        podState([
          node('ingest', 'ingest'),
          node('motion', 'motion', { out: 0 }),
          node('count-line', 'count-line', { in: 90, out: 0 }),
        ]),
      ],
    },
    'NODE_SILENT',
    /motion \(motion\) has taken 90/,
  ],
  [
    'a model that finds nothing',
    {
      podStates: [
        podState([
          node('scene', 'scene'),
          node('detect', 'detect', {
            out: 0,
            state: 'idle',
            message: 'yolo has found nothing of at least 0.3',
          }),
        ]),
      ],
    },
    'NODE_SILENT',
    /has taken 90 and given nothing on: yolo has found nothing of at least 0.3\./,
  ],
  [
    'a node that fails since a while',
    {
      podStates: [
        podState([
          node('detect', 'detect', {
            ...{ in: 900, dropped: { error: 10 }, failing: 10 },
            message: 'the last 10 items failed: no memory',
          }),
        ]),
      ],
    },
    'NODE_FAILING',
    /has failed on 10 of 900: the last 10 items failed: no memory\./,
  ],
  [
    'a node that fails every second time',
    { podStates: [podState([node('detect', 'detect', { in: 90, dropped: { error: 45 } })])] },
    'NODE_FAILING',
    /45 of 90: its log says why/,
  ],
  [
    'a node that fails on some, and nothing comes of the rest',
    {
      podStates: [
        podState([
          node('detect', 'detect', { in: 508, out: 328, dropped: { error: 180 } }),
          node('count-line', 'count-line', { in: 328, out: 0 }),
        ]),
      ],
    },
    'NODE_FAILING',
    /detect \(detect\) has failed on 180 of 508/,
  ],
  [
    'a node that failed now and then, and nothing comes of the rest',
    {
      podStates: [
        podState([
          node('detect', 'detect', { in: 508, out: 498, dropped: { error: 10 } }),
          node('count-line', 'count-line', { in: 498, out: 0 }),
        ]),
      ],
    },
    'NODE_SILENT',
    /count-line/,
  ],
  [
    'a node that failed once',
    { podStates: [podState([node('detect', 'detect', { in: 90, dropped: { error: 1 }, failing: 1 })])] },
    'ok',
    /./,
  ],
  [
    'a node that has just begun',
    { podStates: [podState([node('ingest', 'ingest'), node('motion', 'motion', { in: 3, out: 0 })])] },
    'ok',
    /./,
  ],
  [
    'a node that fails',
    { podStates: [podState([node('ingest', 'ingest', { state: 'failed', message: 'refused' })])] },
    'NODE_FAILED',
    /ingest .*refused/,
  ],
]

describe('the verdict when', () => {
  for (const [what, facts, verdict, message] of cases) {
    it(what, () => {
      const finding = decide({ ...healthy, ...facts })
      expect(finding).toMatchObject({ verdict })
      expect(finding.message).toMatch(message)
      expect(finding.next).not.toBe('')
    })
  }

  it('a camera has gone away: the next step is the camera', () => {
    const away = pod({ ready: false, reason: 'Reconnecting', message: 'rtsp://x broke off' })
    const finding = decide({
      ...healthy,
      stream: stream({ source: 'rtsp://x' }),
      pods: [away],
      podStates: [],
    })
    expect(finding).toMatchObject({
      ...{
        message: 'Pod door-1 is not ready: rtsp://x broke off.',
        next: expect.stringMatching(/^See that rtsp:\/\/x sends; /),
      },
    })
  })

  it('the event log is full', () => {
    const state = podState([node('motion', 'motion', {})])
    const events = { ...state.events, problem: 'event-log-full: ENOSPC: no space left on device, write' }
    const finding = decide({ ...healthy, podStates: [{ ...state, events }] })
    expect(finding).toMatchObject({ verdict: 'EVENTS_NOT_LOGGED' })
    expect(finding.message).toMatch(/no space left/)
  })

  it('a sink refuses, whether it says so or loses all', () => {
    // Sinks are known by their type; the pipeline's own are asked for by name so that this holds for each.
    for (const type of ['print', 'jsonl', 'zmq']) {
      const blocked = [node(type, type, { state: 'blocked', message: 'nobody listens at 127.0.0.1:9' })]
      expect(decide({ ...healthy, podStates: [podState(blocked)] })).toMatchObject({
        verdict: 'SINK_REFUSED',
      })
      const losing = [node(type, type, { out: 0, dropped: { 'no-viewer': 90 } })]
      expect(decide({ ...healthy, podStates: [podState(losing)] })).toMatchObject({ verdict: 'SINK_REFUSED' })
    }
  })

  it('shows the way of a frame, hop by hop', () => {
    expect(pathOf(healthy).map(({ hop, state, in: taken, out }) => [hop, state, taken, out])).toEqual([
      ['sender', 'ok', 90, 90],
      ['gaze-server', 'ok', 90, 90],
      ['door-1', 'ok', 90, 90],
      ['ingest', 'ok', 90, 90],
      ['motion', 'ok', 90, 90],
      ['count-line', 'ok', 90, 90],
    ])
    expect(pathOf(healthy)[0]?.message).toBe('30 frames a second, the last frame came 1.0 s ago')
    const late = { ...healthy, ingest: ingest({ lastFrameAgeMs: 12_000 }) }
    expect(pathOf(late)[0]).toMatchObject({
      state: 'idle',
      message: 'no frames come: the last frame came 12.0 s ago',
    })
    const pulled = { ...healthy, stream: stream({ source: '/a.mp4' }) }
    expect(pathOf(pulled)[0]?.hop).toBe('door-1')
  })
})
