import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Observed, ObservedPod } from '../../../../src/runtime/cluster/types.ts'
import type { Desired } from '../../../../src/runtime/reconcile/desired.ts'
import { plan, type Seen, type Step } from '../../../../src/runtime/reconcile/round/plan.ts'
import type { Image, Pod, Stream } from '../../../../src/runtime/records/types.ts'
import { streamDraft } from '../../records/drafts.ts'

const times = { revision: 1, createdAt: '', updatedAt: '' }
const pristine = {
  phase: 'Pending',
  reason: '',
  message: '',
  observedGeneration: 0,
  readyReplicas: 0,
} as const

const image = (name: string, kind: Image['kind']): Image => ({
  ...times,
  name,
  kind,
  ref: name,
  digest: `sha256:${name}`,
  wire: 'v1',
  description: '',
  env: {},
  pipeline: { nodes: [] },
  command: ['true'],
})

const IMAGES = [image('pipe', 'pipeline'), image('prog', 'command'), image('box', 'container')]
const NAMES = ['one', 'two', 'three']

const stream = (name: string, over: Partial<Stream> = {}): Stream => ({
  ...times,
  ...streamDraft(name, { image: 'prog', key: 'abcdefgh', status: pristine }),
  ...over,
})

const statuses = fc.record({
  phase: fc.constantFrom('Pending', 'Running', 'Degraded', 'Completed', 'Stopped', 'Failed'),
  reason: fc.constantFrom('', 'CrashLoop'),
  message: fc.constant(''),
  observedGeneration: fc.nat(3),
  readyReplicas: fc.nat(3),
}) as fc.Arbitrary<Stream['status']>

const streams = fc.uniqueArray(
  fc
    .tuple(
      fc.constantFrom(...NAMES),
      fc.constantFrom('pipe', 'prog', 'box', 'gone'),
      fc.nat(3),
      fc.integer({ min: 1, max: 3 }),
      statuses,
    )
    .map(([name, imageName, replicas, generation, status]) =>
      stream(name, { image: imageName, replicas, generation, status }),
    ),
  { selector: ({ name }) => name },
)

const observedPod = (
  name: string,
  of: string,
  hash: string,
  over: Partial<ObservedPod> = {},
): ObservedPod => ({
  name,
  stream: of,
  templateHash: hash,
  phase: 'Running',
  ready: true,
  active: true,
  completed: false,
  ip: '127.0.0.1',
  ports: {},
  node: 'here',
  restarts: 0,
  reason: '',
  message: '',
  startedAt: '',
  ...over,
})

const pods = fc.uniqueArray(
  fc
    .tuple(
      fc.constantFrom(...NAMES, 'stray'),
      fc.nat(3),
      fc.constantFrom('Pending', 'Running', 'CrashLoop', 'Failed', 'Terminating'),
      fc.boolean(),
      fc.boolean(),
    )
    .map(([of, n, phase, ready, completed]) =>
      observedPod(`${of}-${n}`, of, 'old', { phase: phase as ObservedPod['phase'], ready, completed }),
    ),
  { selector: ({ name }) => name },
)

const seens: fc.Arbitrary<Seen> = fc.record({
  cluster: fc.record({
    workloads: fc.uniqueArray(
      fc.record({
        stream: fc.constantFrom(...NAMES, 'stray'),
        generation: fc.nat(3),
        replicas: fc.nat(3),
        templateHash: fc.constantFrom('old', 'older'),
      }),
      { selector: (workload) => workload.stream },
    ),
    pods,
  }),
  pods: pods.map((list) => list.map((pod) => ({ ...times, ...pod, observedAt: '' }))),
})

interface World {
  readonly desired: Desired
  readonly seen: Seen
}

/** A cluster that carries every step out at once: the pods of a workload run as soon as it is applied. */
const carryOut = ({ desired, seen }: World, step: Step): World => {
  const { cluster } = seen
  const withCluster = (next: Observed): World => ({ desired, seen: { ...seen, cluster: next } })
  switch (step.action) {
    case 'apply': {
      const { workload } = step
      const applied = { ...workload, templateHash: workload.template.hash }
      return withCluster({
        workloads: [...cluster.workloads.filter((w) => w.stream !== workload.stream), applied],
        pods: [
          ...cluster.pods.filter((pod) => pod.stream !== workload.stream),
          ...Array.from({ length: workload.replicas }, (_, n) =>
            observedPod(
              `${workload.stream}-${applied.templateHash}-${n}`,
              workload.stream,
              applied.templateHash,
            ),
          ),
        ],
      })
    }
    case 'remove':
      return withCluster({
        workloads: cluster.workloads.filter((w) => w.stream !== step.stream),
        pods: cluster.pods.filter((pod) => pod.stream !== step.stream),
      })
    case 'recordPod': {
      const record: Pod = { ...times, ...step.pod, observedAt: '' }
      return {
        desired,
        seen: { ...seen, pods: [...seen.pods.filter((p) => p.name !== record.name), record] },
      }
    }
    case 'forgetPod':
      return { desired, seen: { ...seen, pods: seen.pods.filter((p) => p.name !== step.name) } }
    case 'recordStatus': {
      const list = desired.streams.map((s) => (s.name === step.stream ? { ...s, status: step.status } : s))
      return { desired: { ...desired, streams: list }, seen }
    }
  }
}

const converge = (world: World): World => {
  let now = world
  for (let round = 0; round < 10; round++) {
    const steps = plan(now.desired, now.seen)
    if (steps.length === 0) return now
    for (const step of steps) now = carryOut(now, step)
  }
  throw new Error('the plan does not converge')
}

const hasMemory = (): boolean => true

describe('plan', () => {
  it('converges from any observed state, and then has no steps', () => {
    fc.assert(
      fc.property(streams, seens, (list, seen) => {
        // A stray pod without a workload belongs to nobody; clusters never show one.
        const owned = seen.cluster.pods.filter(({ stream: of }) =>
          seen.cluster.workloads.some((workload) => workload.stream === of),
        )
        const cluster = { ...seen.cluster, pods: owned }
        const end = converge({
          desired: {
            streams: list,
            images: IMAGES,
            models: new Map(),
            hasMemory,
            kinds: ['pipeline', 'command'],
          },
          seen: { ...seen, cluster },
        })
        const names = (from: readonly { stream: string }[]) => new Set(from.map(({ stream: of }) => of))
        const runnable = list
          .filter(({ image: of }) => of === 'pipe' || of === 'prog')
          .map(({ name }) => name)
        expect(names(end.seen.cluster.workloads)).toEqual(new Set(runnable))
        expect(end.seen.pods.map(({ name }) => name).sort()).toEqual(
          end.seen.cluster.pods.map(({ name }) => name).sort(),
        )
      }),
      { numRuns: 500 },
    )
  })

  const start = (list: Stream[]): World => ({
    desired: { streams: list, images: IMAGES, models: new Map(), hasMemory, kinds: ['pipeline', 'command'] },
    seen: { cluster: { workloads: [], pods: [] }, pods: [] },
  })

  it('runs a stream and says so', () => {
    const end = converge(start([stream('one', { replicas: 2 })]))
    expect(end.desired.streams[0]?.status).toEqual({
      phase: 'Running',
      reason: '',
      message: '',
      observedGeneration: 1,
      readyReplicas: 2,
    })
  })

  it('records pods before the status that is about them', () => {
    const end = converge(start([stream('one', { replicas: 2 })]))
    const fresh = { ...end.desired, streams: [stream('one', { replicas: 2 })] }
    const steps = plan(fresh, { ...end.seen, pods: [] })
    expect(steps.map(({ action }) => action)).toEqual(['recordPod', 'recordPod', 'recordStatus'])
  })

  it('does not start a completed stream again until its spec changes', () => {
    const status = { ...pristine, phase: 'Completed', observedGeneration: 1 } as const
    expect(converge(start([stream('one', { status })])).seen.cluster.pods).toEqual([])
    expect(converge(start([stream('one', { status, generation: 2 })])).seen.cluster.pods).toHaveLength(1)
  })

  it.each([
    ['gone', 'ImageNotFound'],
    ['box', 'NeedsCluster'],
  ])('a stream of image %s fails with %s', (name, reason) => {
    const end = converge(start([stream('one', { image: name })]))
    expect(end.desired.streams[0]?.status).toMatchObject({ phase: 'Failed', reason })
  })

  it('a pod that keeps dying fails the stream with its last words; beside a ready one it is degraded', () => {
    const end = converge(start([stream('one', { replicas: 2 })]))
    const [first, second] = end.seen.cluster.pods as [ObservedPod, ObservedPod]
    const dead = { phase: 'CrashLoop', ready: false, reason: 'CrashLoop', message: 'no such file' } as const
    const see = (list: ObservedPod[]) =>
      plan(end.desired, { ...end.seen, cluster: { ...end.seen.cluster, pods: list } }).find(
        ({ action }) => action === 'recordStatus',
      )
    expect(see([first, { ...second, ...dead }])).toMatchObject({
      status: { phase: 'Degraded', message: 'no such file', readyReplicas: 1 },
    })
    expect(
      see([
        { ...first, ...dead },
        { ...second, ...dead },
      ]),
    ).toMatchObject({
      status: { phase: 'Failed', reason: 'CrashLoop', readyReplicas: 0 },
    })
  })

  it('a change of env, image or restart count changes the pods; of queue, it does not', () => {
    const hash = (over: Partial<Stream>): string | undefined => {
      const [step] = plan(start([stream('one', over)]).desired, start([]).seen)
      return step?.action === 'apply' ? step.workload.template.hash : undefined
    }
    const base = hash({})
    expect(hash({ queue: 5, generation: 7, replicas: 3 })).toBe(base)
    for (const over of [
      { env: { A: '1' } },
      { image: 'pipe' },
      { restarts: 1 },
      { secretVersion: 1 },
      { output: 'h:1' },
    ])
      expect(hash(over)).not.toBe(base)
  })
})
