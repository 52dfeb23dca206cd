import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Push } from 'zeromq'
import type { Why } from '../../../src/runtime/control/why/why.ts'
import type { PodState } from '../../../src/runtime/pod/state.ts'
import { type HttpServer, serveHttp } from '../../../src/runtime/service/http.ts'
import {
  connectPod,
  connectSender,
  fakeJpeg,
  openTestSite,
  podDraft,
  senderHeader,
  startPodLoop,
  streamDraft,
  TOKEN,
  type TestServer,
  type TestSite,
  until,
  v0Message,
  writeStack,
} from '../../runtime/ingest/support.ts'
import { createHome, runCli, runJson, stateOf } from '../../support/cli.ts'

const KEY = 'abcd1234'

let home: string
let site: TestSite
let server: TestServer
let sender: Push
/** What has to end with the test. */
let ends: (() => unknown)[]
beforeEach(async () => {
  home = createHome()
  site = await openTestSite(stateOf(home))
  await site.records.streams.put(streamDraft('door', KEY), 0)
  server = await site.start()
  await writeStack(site.root, server)
  sender = connectSender(server.ports.ingest)
  ends = []
})
afterEach(async () => {
  for (const end of ends.reverse()) await end()
  sender.close()
  await site.close()
  rmSync(home, { recursive: true, force: true })
})

const why = (name = 'door'): Promise<Why> => runJson<Why>(['stream', 'why', name], { home })
const verdict = async (name?: string): Promise<string> => (await why(name)).verdict

/** Sends every 20 ms until it is told, or the end of the test. */
const keepSending = (message: () => Buffer | (string | Buffer)[]): (() => void) => {
  const timer = setInterval(() => {
    if (sender.writable) sender.send(message()).catch(() => {})
  }, 20)
  const end = (): void => clearInterval(timer)
  ends.push(end)
  return end
}
const frames = (): (() => (string | Buffer)[]) => {
  let seq = 0
  return () => [KEY, senderHeader(seq++), fakeJpeg()]
}

const recordPod = (more: Parameters<typeof podDraft>[2] = {}) =>
  site.records.pods.put(podDraft('door-1', 'door', more), 0)

/** A pod that works, as far as gaze-server sees. */
const startPod = async (): Promise<void> => {
  const pod = startPodLoop(server.ports.pods, 'door', 'door-1', 4)
  ends.push(pod.close)
  await until(
    () => server.stream('door'),
    ({ pods }) => pods.length === 1,
  )
}

/** What a pod serves, with these nodes. */
const servePod = async (nodes: Partial<PodState['nodes'][number]>[]): Promise<HttpServer> => {
  const state = {
    ...{ pod: 'door-1', stream: 'door', ready: true, active: true, completed: false, uptimeMs: 9, fps: 9 },
    lastFrameAt: '',
    nodes: nodes.map((node) => ({
      in: 100,
      out: 100,
      dropped: {},
      lastAt: '',
      state: 'ok',
      message: '',
      ...node,
    })),
    ledger: { captured: 1, processed: 1, inFlight: 0, dropped: {} },
    events: { written: 0, discarded: {}, expired: 0, startOffset: 0, endOffset: 0, bytes: 0, problem: '' },
  }
  const http = await serveHttp({
    ...{ host: '127.0.0.1', port: 0, token: TOKEN, notReady: () => '' },
    routes: [{ method: 'GET', path: '/state', handle: (_, reply) => reply.json(200, state) }],
  })
  ends.push(() => http.close())
  return http
}

describe('gaze stream why', () => {
  it('is ok when frames come and are processed', async () => {
    await recordPod()
    await startPod()
    keepSending(frames())
    await until(
      () => server.stream('door'),
      ({ processed }) => processed > 10,
    )
    const { verdict: said, path } = await why()
    expect(said).toBe('ok')
    expect(path.map(({ hop, state }) => [hop, state])).toEqual([
      ['sender', 'ok'],
      ['gaze-server', 'ok'],
      ['door-1', 'ok'],
    ])
  })

  it('says whether no sender is there, one with a wrong key, or one that sends garbage', async () => {
    await recordPod()
    await startPod()
    expect(await verdict()).toBe('NO_SENDER')
    await sender.send(v0Message('wrongkey', fakeJpeg()))
    await until(
      () => server.state(),
      ({ dropped }) => dropped['unknown-key'] === 1,
    )
    const wrong = await why()
    expect(wrong.verdict).toBe('WRONG_KEY')
    expect(JSON.stringify(wrong)).not.toContain('wrongkey')
    keepSending(() => v0Message(KEY, Buffer.from('<html>no picture</html>')))
    await until(
      () => server.stream('door'),
      ({ dropped }) => (dropped.malformed ?? 0) > 10,
    )
    expect(await verdict()).toBe('GARBAGE')
  })

  it('judges by what happens now: garbage that is over, frames that have stopped', async () => {
    await recordPod()
    await startPod()
    const endGarbage = keepSending(() => v0Message(KEY, Buffer.from('<html>no picture</html>')))
    await until(
      () => server.stream('door'),
      ({ dropped }) => (dropped.malformed ?? 0) > 100,
    )
    expect(await verdict()).toBe('GARBAGE')
    endGarbage()
    const silent = await until(why, ({ verdict }) => verdict === 'NO_SENDER')
    expect(silent.message).toMatch(/the last came at .*, \d+\.\d s ago/)
    expect(silent.path[0]).toMatchObject({
      hop: 'sender',
      state: 'idle',
      message: expect.stringMatching(/ago$/),
    })
    keepSending(frames())
    await until(why, ({ verdict }) => verdict === 'ok')
  })

  it('says whether there is no pod, one that is not ready, one that dies, or one that is slow', async () => {
    keepSending(frames())
    expect(await verdict()).toBe('NO_POD')
    const { createdAt: _, ...pod } = await recordPod({ ready: false, reason: 'Starting' })
    expect(await verdict()).toBe('POD_NOT_READY')
    const crash = { phase: 'CrashLoop', message: 'model.onnx: no such file', restarts: 5 } as const
    const crashing = await site.records.pods.put({ ...pod, ...crash }, pod.revision)
    expect(await why()).toMatchObject({
      verdict: 'CRASH_LOOP',
      message: expect.stringContaining('no such file'),
    })
    await site.records.pods.put({ ...pod, ready: true, reason: '' }, crashing.revision)
    expect(await why()).toMatchObject({
      verdict: 'POD_NOT_READY',
      message: expect.stringContaining('not asked'),
    })
    const slow = connectPod(server.ports.pods, 'door', 'door-1')
    ends.push(slow.close)
    await slow.ask(1)
    const alive = setInterval(() => void slow.ask(0), 500)
    ends.push(() => clearInterval(alive))
    await until(
      () => server.stream('door'),
      ({ dropped }) => (dropped['slow-pod'] ?? 0) > 10,
    )
    expect(await verdict()).toBe('POD_SLOW')
  })

  it('names the node that gives nothing on, and the sink that refuses', async () => {
    await startPod()
    keepSending(frames())
    const silent = await servePod([
      { id: 'ingest', type: 'ingest' },
      { id: 'moving', type: 'motion', out: 0 },
    ])
    const pod = await recordPod({ ports: { http: silent.port } })
    const found = await why()
    expect(found).toMatchObject({ verdict: 'NODE_SILENT', message: expect.stringContaining('moving') })
    expect(found.path.map(({ hop }) => hop)).toEqual(['sender', 'gaze-server', 'door-1', 'ingest', 'moving'])
    const refusing = await servePod([
      { id: 'ingest', type: 'ingest' },
      { id: 'out', type: 'zmq', state: 'blocked', message: 'nobody listens at 127.0.0.1:9' },
    ])
    await site.records.pods.put({ ...pod, ports: { http: refusing.port } }, pod.revision)
    expect(await why()).toMatchObject({
      verdict: 'SINK_REFUSED',
      message: expect.stringContaining('127.0.0.1:9'),
    })
  })

  it('says whether the stream is stopped, completed, or the stack is down', async () => {
    const { createdAt: _, ...record } = (await site.records.streams.get('door'))!
    const off = await site.records.streams.put({ ...record, replicas: 0 }, record.revision)
    expect(await verdict()).toBe('STREAM_STOPPED')
    const status = { ...record.status, phase: 'Completed', observedGeneration: 1 } as const
    await site.records.streams.put({ ...record, source: '/clip.mp4', status }, off.revision)
    expect(await verdict()).toBe('COMPLETED')
    await server.stop('SIGKILL')
    expect(await verdict()).toBe('STACK_NOT_RUNNING')
  })

  it('fits a screen for people, and refuses a name that is none', async () => {
    const { stdout, code } = await runCli(['stream', 'why', 'door'], { home })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^HOP +STATE +IN +OUT/)
    expect(stdout).toContain('NO_POD: ')
    expect(stdout).toContain('Next: ')
    const unknown = await runCli(['stream', 'why', 'dor', '--json'], { home })
    expect(unknown.code).toBe(3)
    expect(JSON.parse(unknown.stderr).error).toMatchObject({ code: 'STREAM_NOT_FOUND' })
  })
})
