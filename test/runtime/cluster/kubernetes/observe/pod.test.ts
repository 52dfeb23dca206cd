import { describe, expect, it } from 'vitest'
import {
  observePod,
  type Told,
  type Warning,
} from '../../../../../src/runtime/cluster/kubernetes/observe/pod.ts'
import { placeableUntilMs } from '../../../../../src/runtime/cluster/kubernetes/observe/unplaced.ts'
import type { Pod } from '../../../../../src/runtime/kubernetes/objects.ts'

const START = '2026-01-01T00:00:00Z'
const NOW = Date.parse(START) + 60_000

const pod = (over: { metadata?: object; spec?: object; status?: object; container?: object }): Pod =>
  ({
    metadata: { name: 'p', labels: { 'gaze.dev/stream': 'cam', 'gaze.dev/template': 'h' }, ...over.metadata },
    spec: {
      nodeName: 'n1',
      containers: [{ name: 'main', ports: [{ containerPort: 5001 }], readinessProbe: {} }],
      ...over.spec,
    },
    status: {
      phase: 'Running',
      podIP: '10.0.0.1',
      containerStatuses: [
        {
          ...{ name: 'main', image: 'reg/x:1', imageID: '', ready: false, restartCount: 0 },
          state: { running: { startedAt: START } },
          ...over.container,
        },
      ],
      ...over.status,
    },
  }) as Pod

const seen = (
  of: Pod,
  more: { told?: Told; warning?: object; owned?: boolean; nowMs?: number; apiAwayAtMs?: number } = {},
) =>
  observePod({
    pod: of,
    nowMs: NOW,
    apiAwayAtMs: 0,
    owned: true,
    ...more,
    warning: more.warning as Warning | undefined,
  })

describe('a pod as the reconciler sees it', () => {
  it('that runs', () => {
    expect(seen(pod({ container: { ready: true } }))).toEqual({
      ...{ name: 'p', stream: 'cam', templateHash: 'h', phase: 'Running', ready: true, active: true },
      ...{ completed: false, ip: '10.0.0.1', ports: { in: 5001 }, node: 'n1', restarts: 0 },
      ...{ reason: '', message: '', startedAt: '2026-01-01T00:00:00.000Z' },
    })
  })

  it('that nothing probes is ready when it has lived for a moment', () => {
    const young = pod({ spec: { containers: [{ name: 'main' }] }, container: { ready: true } })
    expect(seen(young, { nowMs: Date.parse(START) + 500 })).toMatchObject({ ready: false, phase: 'Pending' })
    expect(seen(young)).toMatchObject({ ready: true, phase: 'Running' })
  })

  it('that nothing probes has lived no longer than its node has seen it live', () => {
    const lastTransitionTime = new Date(NOW - 1_000).toISOString()
    const late = pod({
      spec: { containers: [{ name: 'main' }] },
      container: { ready: true },
      status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime }] },
    })
    expect(seen(late)).toMatchObject({ ready: false, phase: 'Pending' })
    expect(seen(late, { nowMs: NOW + 1_000 })).toMatchObject({ ready: true, phase: 'Running' })
  })

  it('names no port before it has an address', () => {
    expect(seen(pod({ status: { podIP: undefined } }))?.ports).toEqual({})
  })

  it.each([
    ['ErrImagePull', 'rpc error: code = NotFound desc = failed to pull: not found'],
    [
      'ImagePullBackOff',
      'Back-off pulling image "reg/x:1": ErrImagePull: rpc error: code = NotFound desc = failed to pull: not found',
    ],
  ])('whose image cannot be pulled says the same by %s', (reason, message) => {
    const now = seen(pod({ container: { state: { waiting: { reason, message } } } }))
    expect(now).toMatchObject({ phase: 'Failed', reason: 'ImagePullBackOff', ready: false })
    expect(now?.message).toMatch(
      /^image reg\/x:1 cannot be pulled: failed to pull: not found; check .*--pull-secret/,
    )
  })

  it.each(['ImageInspectError', 'SignatureValidationFailed'])(
    'whose image is no good says so by %s',
    (reason) => {
      const now = seen(pod({ container: { state: { waiting: { reason, message: 'it is damaged' } } } }))
      expect(now).toMatchObject({ phase: 'Failed', reason: 'ImagePullBackOff' })
      expect(now?.message).toContain('it is damaged')
    },
  )

  it('whose container cannot be made', () => {
    const waiting = { reason: 'CreateContainerConfigError', message: 'secret "s" not found' }
    const now = seen(pod({ container: { state: { waiting } } }))
    expect(now).toMatchObject({ phase: 'Failed', reason: 'CreateContainerConfigError' })
    expect(now?.message).toContain('secret "s" not found')
  })

  const died = (over: object) => ({
    terminated: { exitCode: 1, reason: 'Error', message: 'a\nlast words\n', ...over },
  })

  it('that keeps dying says its last words, also while it is tried again', () => {
    const waiting = { reason: 'CrashLoopBackOff', message: 'back-off 10s' }
    const loop = { phase: 'CrashLoop', reason: 'CrashLoop', message: 'last words' }
    expect(
      seen(pod({ container: { state: { waiting }, lastState: died({}), restartCount: 1 } })),
    ).toMatchObject(loop)
    expect(seen(pod({ container: { lastState: died({}), restartCount: 2 } }))).toMatchObject(loop)
    expect(seen(pod({ container: { state: died({}), restartCount: 0 } }))).toMatchObject({
      ...{ phase: 'Pending', reason: 'Restarting', message: 'last words' },
    })
    expect(seen(pod({ container: { state: died({ message: undefined, exitCode: 3 }) } }))?.message).toContain(
      '3',
    )
  })

  it('that used too much memory says how much it had', () => {
    const spec = {
      containers: [{ name: 'main', readinessProbe: {}, resources: { limits: { memory: '64Mi' } } }],
    }
    const now = seen(pod({ spec, container: { lastState: died({ reason: 'OOMKilled' }), restartCount: 1 } }))
    expect(now).toMatchObject({ phase: 'CrashLoop', reason: 'OOMKilled' })
    expect(now?.message).toMatch(/more than its 64Mi of memory.*--memory/)
  })

  it("whose JavaScript heap was full says that, of whatever end of V8's words the kubelet keeps", () => {
    const message = [
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
      '----- Native stack trace -----',
      '',
      ' 5: 0x1113088 v8::internal::Heap::CollectGarbage(v8::internal::AllocationSpace) [node]',
      '11: 0x195e476  [node]',
    ]
    for (const from of [0, 3]) {
      const end = died({ exitCode: 134, message: message.slice(from).join('\n') })
      const now = seen(pod({ container: { lastState: end, restartCount: 2 } }))
      expect(now).toMatchObject({ phase: 'CrashLoop', reason: 'HeapFull' })
      expect(now?.message).toMatch(/heap is full.*gaze stream scale \S+ --memory/)
    }
  })

  it('that was evicted', () => {
    const status = { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory. ' }
    const now = seen(pod({ status }))
    expect(now).toMatchObject({ phase: 'Failed', reason: 'Evicted', ready: false })
    expect(now?.message).toMatch(/evicted from node n1: The node was low on resource: memory;/)
  })

  it('that was evicted and ended in order', () => {
    const conditions = [{ type: 'DisruptionTarget', status: 'True', message: 'storage exceeds 1Mi. ' }]
    const ended = { state: died({ exitCode: 0 }) }
    const now = seen(pod({ status: { phase: 'Succeeded', conditions }, container: ended }))
    expect(now).toMatchObject({ phase: 'Failed', reason: 'Evicted' })
    expect(now?.message).toMatch(/from node n1: storage exceeds 1Mi;/)
    const plain = pod({ status: { phase: 'Succeeded' }, container: ended })
    expect(seen(plain)).toBeUndefined()
    const warning = { reason: 'Evicted', message: 'storage exceeds 1Mi' }
    expect(seen(plain, { warning })).toMatchObject({ phase: 'Failed', reason: 'Evicted' })
  })

  it('whose node no longer answers', () => {
    const lost = { status: { conditions: [{ type: 'Ready', status: 'False' }] }, container: { ready: true } }
    expect(seen(pod(lost))).toMatchObject({ phase: 'Pending', ready: false, reason: 'NodeNotReady' })
  })

  it('that no node can take', () => {
    const conditions = [
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes are available.' },
    ]
    const now = seen(
      pod({ status: { phase: 'Pending', conditions, containerStatuses: undefined, podIP: undefined } }),
    )
    expect(now).toMatchObject({ phase: 'Pending', reason: 'Unschedulable', ready: false })
    expect(now?.message).toMatch(/0\/1 nodes are available; ask for less .*--cpu/)
  })

  it.each(['not-ready', 'unreachable'])('that no node takes for a moment, as they are %s', (taint) => {
    const message = `0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {node.kubernetes.io/${taint}: }.`
    const refused = {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      lastTransitionTime: START,
    }
    const of = pod({
      status: { phase: 'Pending', containerStatuses: undefined, conditions: [{ ...refused, message }] },
    })
    expect(seen(of, { nowMs: Date.parse(START) + 59_000 })).toMatchObject({
      ...{ phase: 'Pending', reason: 'NodeNotReady', ready: false },
      message: expect.stringContaining('no node can take the pod yet: 0/2 nodes'),
    })
    expect(seen(of, { nowMs: Date.parse(START) + 61_000 })).toMatchObject({ reason: 'Unschedulable' })
    expect(placeableUntilMs(of, 0)).toBe(Date.parse(START) + 60_000)
  })

  it('that no node takes, by a scheduler that names no taint, is waited for only after the API was away', () => {
    const message = '0/2 nodes are available: 2 node(s) had untolerated taint(s).'
    const refused = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }
    const of = pod({ status: { phase: 'Pending', containerStatuses: undefined, conditions: [refused] } })
    expect(seen(of)).toMatchObject({ reason: 'Unschedulable' })
    expect(seen(of, { apiAwayAtMs: NOW - 59_000 })).toMatchObject({ reason: 'NodeNotReady' })
    expect(seen(of, { apiAwayAtMs: NOW - 60_000 })).toMatchObject({ reason: 'Unschedulable' })
    expect(placeableUntilMs(of, NOW)).toBe(NOW + 60_000)
  })

  it('whose probe fails: at first it starts, then it is said', () => {
    const unhealthy = (count: number, lastTimestamp = '2026-01-01T00:00:30Z') => ({
      ...{ reason: 'Unhealthy', message: 'Readiness probe failed: refused', count, lastTimestamp },
    })
    const starting = { phase: 'Pending', reason: 'Starting', message: 'Readiness probe failed: refused' }
    expect(seen(pod({}), { warning: unhealthy(1) })).toMatchObject(starting)
    expect(seen(pod({}), { warning: unhealthy(20) })).toMatchObject({ reason: 'ProbeFailing' })
    expect(seen(pod({}), { warning: unhealthy(20, '2025-12-31T23:00:00Z') })).toMatchObject({
      reason: 'Starting',
      message: '',
    })
  })

  it('that ends, or whose Deployment is gone', () => {
    const ending = pod({ metadata: { deletionTimestamp: START }, container: { ready: true } })
    expect(seen(ending)).toMatchObject({ phase: 'Terminating', ready: true })
    expect(seen(pod({ container: { ready: true } }), { owned: false })).toMatchObject({
      phase: 'Terminating',
    })
    const over = pod({ metadata: { deletionTimestamp: START }, container: { state: died({}) } })
    expect(seen(over)).toBeUndefined()
  })

  it('of ours says itself how it is', () => {
    const spec = { containers: [{ name: 'main', ports: [{ containerPort: 5002 }], readinessProbe: {} }] }
    const told = { ready: true, active: false, completed: false, ports: {}, reason: '', message: 'standby' }
    const ours = pod({ spec })
    expect(seen(ours, { told })).toMatchObject({
      ...{ phase: 'Running', ready: true, active: false, message: 'standby', ports: { http: 5002 } },
    })
    const away = { ...told, ready: false, reason: 'Reconnecting', message: 'camera away' }
    expect(seen(ours, { told: away })).toMatchObject({
      ...{ phase: 'Pending', ready: false, reason: 'Reconnecting', message: 'camera away' },
    })
    const dead = pod({ spec, container: { state: died({}) } })
    expect(seen(dead, { told: { ...told, completed: true } })).toMatchObject({
      ready: false,
      completed: true,
    })
  })
})
