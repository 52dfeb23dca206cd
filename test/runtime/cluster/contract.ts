import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Cluster, Observed, ObservedPod, Workload } from '../../../src/runtime/cluster/types.ts'

/** What a cluster brings to be tested: workloads of its own kind, and a way to kill what runs. */
export interface ClusterFixture {
  readonly cluster: Cluster
  /** A program that runs until it is told to end and is ready soon. */
  readonly steady: Workload['template']['run']
  /** A program that ends at once with `last words` on stderr. */
  readonly dying: Workload['template']['run']
  /** Kills one pod as a crash or a lost node would. */
  kill(pod: ObservedPod): Promise<void>
  /** Programs of the stream that really run now. */
  programs(stream: string): Promise<number>
  close(): Promise<void>
}

const never = new AbortController().signal

/** Every implementation of Cluster passes this; `ms` is how long one of its pods may take to come or go. */
export const clusterContract = (name: string, create: () => Promise<ClusterFixture>, ms = 60_000): void => {
  describe(`cluster: ${name}`, () => {
    let fixture: ClusterFixture
    beforeEach(async () => {
      fixture = await create()
    }, ms)
    afterEach(() => fixture.close(), ms)

    const workload = (over: Partial<Workload> = {}, hash = 'aaaaaaaaaa', run = fixture.steady): Workload => ({
      stream: 'cam',
      generation: 1,
      replicas: 1,
      rollout: 'rolling',
      ...over,
      template: {
        hash,
        run,
        image: 'image',
        digest: 'sha256:0',
        wire: 'v1',
        source: 'pipeline',
        output: '',
        sinks: [],
        order: false,
        env: {},
        secretEnv: [],
      },
    })

    /** The first state that `check` accepts; each state passes `always`. */
    const until = async (
      check: (seen: Observed) => boolean,
      always: (seen: Observed) => void = () => {},
    ): Promise<Observed> => {
      const stop = new AbortController()
      const timer = setTimeout(() => stop.abort(), ms)
      let last: Observed | undefined
      try {
        for await (const seen of fixture.cluster.watch(stop.signal)) {
          last = seen
          always(seen)
          if (check(seen)) return seen
        }
      } finally {
        clearTimeout(timer)
        stop.abort()
      }
      throw new Error(`not seen in ${ms} ms; last: ${JSON.stringify(last)}`)
    }

    const ready =
      (count: number, hash = 'aaaaaaaaaa') =>
      (seen: Observed): boolean =>
        seen.pods.length === count && seen.pods.every((pod) => pod.ready && pod.templateHash === hash)

    it('a watch begins with what is there', async () => {
      expect(await until(() => true)).toEqual({ workloads: [], pods: [] })
    })

    it('runs, scales and removes', async () => {
      const { cluster } = fixture
      expect(await cluster.apply(workload(), never)).toBe('created')
      expect(await cluster.apply(workload(), never)).toBe('unchanged')
      const seen = await until(ready(1))
      expect(seen.workloads).toEqual([
        { stream: 'cam', generation: 1, replicas: 1, templateHash: 'aaaaaaaaaa' },
      ])
      expect(seen.pods[0]).toMatchObject({ stream: 'cam', phase: 'Running', restarts: 0, completed: false })
      expect(await cluster.apply(workload({ replicas: 3, generation: 2 }), never)).toBe('configured')
      const three = await until(ready(3))
      expect(new Set(three.pods.map((pod) => pod.name)).size).toBe(3)
      expect(await fixture.programs('cam')).toBe(3)
      await cluster.apply(workload({ replicas: 0, generation: 3 }), never)
      const none = await until(({ pods }) => pods.length === 0)
      expect(none.workloads).toHaveLength(1)
      expect(await fixture.programs('cam')).toBe(0)
      await cluster.remove('cam', never)
      await until(({ workloads }) => workloads.length === 0)
      await cluster.remove('cam', never)
    })

    it('rolls over: a ready pod at every moment, then only the new one', async () => {
      const { cluster } = fixture
      await cluster.apply(workload(), never)
      await until(ready(1))
      await cluster.apply(workload({ generation: 2 }, 'bbbbbbbbbb'), never)
      await until(ready(1, 'bbbbbbbbbb'), ({ pods }) => expect(pods.some((pod) => pod.ready)).toBe(true))
      expect(await fixture.programs('cam')).toBe(1)
    })

    it('recreates: never an old and a new one together', async () => {
      const { cluster } = fixture
      await cluster.apply(workload({ rollout: 'recreate' }), never)
      await until(ready(1))
      await cluster.apply(workload({ rollout: 'recreate', generation: 2 }, 'bbbbbbbbbb'), never)
      await until(ready(1, 'bbbbbbbbbb'), ({ pods }) =>
        expect(new Set(pods.map((pod) => pod.templateHash)).size).toBeLessThanOrEqual(1),
      )
    })

    it('brings a killed pod back, and nothing twice', async () => {
      await fixture.cluster.apply(workload(), never)
      const before = await until(ready(1))
      await fixture.kill(before.pods[0]!)
      await until(
        ({ pods }) =>
          pods.length === 1 &&
          pods[0]!.ready &&
          pods[0]!.restarts + Number(pods[0]!.name !== before.pods[0]!.name) > 0,
      )
      expect(await fixture.programs('cam')).toBe(1)
    })

    it('a pod that keeps dying is CrashLoop with its last words; the old one stays', async () => {
      const { cluster } = fixture
      await cluster.apply(workload(), never)
      await until(ready(1))
      await cluster.apply(workload({ generation: 2 }, 'bbbbbbbbbb', fixture.dying), never)
      const seen = await until(
        ({ pods }) => pods.some(({ phase }) => phase === 'CrashLoop'),
        ({ pods }) => expect(pods.some((pod) => pod.ready)).toBe(true),
      )
      expect(seen.pods.find(({ phase }) => phase === 'CrashLoop')).toMatchObject({
        ready: false,
        reason: 'CrashLoop',
        message: 'last words',
      })
    })
  })
}
