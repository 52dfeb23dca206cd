import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createPodHttp } from '../../../../src/runtime/control/site/cluster/pod-http.ts'
import { checkPipeline } from '../../../../src/runtime/pipeline/check.ts'
import type { PodState } from '../../../../src/runtime/pod/state.ts'
import { workload } from '../../../runtime/cluster/kubernetes/workloads.ts'
import { type KafkaProxy, startKafkaProxy } from '../../../support/kafka/kafka-proxy.ts'
import { openTestKafka, type TestKafka } from '../../../support/kafka/kafka.ts'
import { until } from '../../../support/until.ts'
import { openTestSite, type TestSite } from '../../cluster/site.ts'
import { describeWith } from '../../support/back-ends.ts'
import { RUNTIME_IMAGE_NEEDS, runtimeImage } from '../../support/runtime-image.ts'

const HTTP = 5002
/** Several lines, so that each crossing is several events. */
const LINES = [0.3, 0.4, 0.5, 0.6].map((x, n) => `count-line name=l${n} line=${x},0:${x},1`)
const PIPELINE = ['scene width=320 height=180 duration=0s rate=max', 'motion', 'track', ...LINES].join(' ! ')

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // It has ended meanwhile.
    return ''
  }
}

/** The program of a pod, which runs on this machine: its node is here too. */
const killProgram = (uid: string): void => {
  const pids = readdirSync('/proc').filter(
    (pid) =>
      /^\d+$/.test(pid) &&
      read(`/proc/${pid}/cmdline`).includes('/app/dist/services/pod.js') &&
      read(`/proc/${pid}/cgroup`).replaceAll('_', '-').includes(uid),
  )
  expect(pids.length).toBeGreaterThan(0)
  for (const pid of pids) process.kill(Number(pid), 'SIGKILL')
}

describeWith(['KUBECONFIG', 'KAFKA_BROKERS', ...RUNTIME_IMAGE_NEEDS], 'a sink on a cluster', (env) => {
  let site: TestSite
  let kafka: TestKafka
  let proxy: KafkaProxy
  let ending: AbortController

  beforeEach(async () => {
    ending = new AbortController()
    site = await openTestSite({ runtimeImage: await runtimeImage() })
    kafka = openTestKafka(env.KAFKA_BROKERS ?? '')
    const { items } = await site.client.list('Node')
    const addresses = items[0]?.status?.addresses ?? []
    const host = addresses.find(({ type }) => type === 'InternalIP')?.address ?? ''
    proxy = await startKafkaProxy(env.KAFKA_BROKERS ?? '', host)
  }, 900_000)
  afterEach(async () => {
    ending.abort()
    await site.close()
    await proxy.close()
    await kafka.clear()
  })

  /** A stream whose sink has sent some events and waits with more. */
  const blockedStream = async () => {
    const topic = await kafka.topic()
    const sinks = [`kafka://${proxy.address}/${topic}`]
    const pipeline = checkPipeline({ text: PIPELINE, format: 'statement' }).spec
    const never = new AbortController().signal
    await site.cluster.apply(
      workload(
        { stream: 'cam', rollout: 'recreate' },
        { run: { kind: 'pipeline', pipeline }, source: 'pipeline', sinks },
      ),
      never,
    )
    const podOf = async () =>
      (await site.client.list('Pod', { labelSelector: 'gaze.dev/stream=cam' })).items[0]
    await until('the pod to be there', async () => (await podOf())?.metadata?.name !== undefined)
    const { name = '', uid = '' } = (await podOf())?.metadata ?? {}
    const http = createPodHttp(async () => site.client, ending.signal)
    const ask = async (path: string): Promise<string> =>
      (await http.get(name, HTTP, path, never).catch(() => undefined))?.toString('utf8') ?? ''
    const sinkOf = async (): Promise<PodState['sinks'][number] | undefined> => {
      const text = await ask('/state')
      return text === '' ? undefined : (JSON.parse(text) as PodState).sinks[0]
    }
    const logged = async (): Promise<string[]> =>
      [...(await ask('/events?from=0&follow=false')).matchAll(/^data: (.*)$/gm)].map(([, text]) => text ?? '')

    await until('events to arrive', async () => ((await sinkOf())?.sent ?? 0) > 5, 90_000)
    await proxy.cut()
    await until('events to wait', async () => ((await sinkOf())?.lag ?? 0) > 15, 90_000)
    return { topic, uid, podOf, sinkOf, logged }
  }

  it('goes on where it stood when its broker was away and its container was killed', async () => {
    const { topic, uid, podOf, sinkOf, logged } = await blockedStream()
    killProgram(uid)
    const restarts = async (): Promise<number> =>
      (await podOf())?.status?.containerStatuses?.[0]?.restartCount ?? 0
    await until('the container to be there again', async () => (await restarts()) === 1, 60_000)
    await until('its sink to be blocked', async () => (await sinkOf())?.state === 'blocked', 60_000)
    await proxy.mend()
    await until(
      'it to catch up',
      async () => {
        const sink = await sinkOf()
        return sink?.state === 'ok' && sink.lag < 15 && sink.lost === 0
      },
      60_000,
    )

    const events = await logged()
    const wanted = new Set(events)
    const all = await kafka.read(topic, (seen) => seen.some(({ value }) => value === events.at(-1)))
    const firsts = [...new Set(all.map(({ value }) => value))]
    expect(firsts.slice(0, wanted.size)).toEqual([...wanted])
  })

  it('sends all that it has when its pod is deleted while the broker is away, and the broker comes back', async () => {
    const { topic, podOf, logged } = await blockedStream()
    await site.cluster.remove('cam', ending.signal)
    let events: string[] = []
    await until('its pipeline to end', async () => {
      const before = events.length
      events = await logged()
      return events.length > 0 && events.length === before
    })
    expect((await podOf())?.metadata?.deletionTimestamp).toBeDefined()
    await proxy.mend()
    await until('the pod to be gone', async () => (await podOf()) === undefined, 60_000)
    const all = await kafka.read(topic, (seen) => seen.length >= events.length)
    expect([...new Set(all.map(({ value }) => value))]).toEqual([...new Set(events)])
  })
})
