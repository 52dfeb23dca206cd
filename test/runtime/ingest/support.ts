import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Dealer, Push } from 'zeromq'
import type { PodRequest } from '../../../src/runtime/wire/ingest-protocol.ts'
import type { IngestPorts, IngestSettings, IngestStatus } from '../../../src/runtime/ingest/settings.ts'
import type { IngestState, IngestStream } from '../../../src/runtime/ingest/state.ts'
import { programPath } from '../../../src/runtime/package-root.ts'
import { openEmbedded } from '../../../src/runtime/records/embedded.ts'
import type { Stack } from '../../../src/runtime/reconcile/stack.ts'
import type { Draft, Records } from '../../../src/runtime/records/store.ts'
import type { Pod, Stream } from '../../../src/runtime/records/types.ts'
import { getJson } from '../../../src/runtime/service/http-client.ts'
import { processMark } from '../../../src/runtime/service/process-mark.ts'
import { stateDir } from '../../../src/runtime/state-dir.ts'
import { streamDraft as anyStream } from '../records/drafts.ts'

export const TOKEN = 'a-token-for-tests'
/** Key of the stream `door`. */
export const KEY = 'abcd1234'

/** The beginning of a JPEG, made up to `size` bytes: enough for gaze-server, which decodes nothing. */
export const fakeJpeg = (size = 1024): Buffer => {
  const jpeg = Buffer.alloc(size, 7)
  jpeg.set([0xff, 0xd8, 0xff, 0xe0])
  return jpeg
}

export const v0Message = (key: string, jpeg: Buffer): Buffer => Buffer.concat([Buffer.from(key), jpeg])

/** Header of a v1 message. */
export const senderHeader = (seq: number, more: object = {}): string =>
  JSON.stringify({ seq, captureNs: '1700000000000000000', codec: 'jpeg', ...more })

export const streamDraft = (name: string, key: string, more: Partial<Draft<Stream>> = {}): Draft<Stream> =>
  anyStream(name, { image: 'any', key, ...more })

export const podDraft = (name: string, stream: string, more: Partial<Draft<Pod>> = {}): Draft<Pod> => ({
  name,
  stream,
  phase: 'Running',
  ready: true,
  active: true,
  ip: '127.0.0.1',
  ports: {},
  node: '',
  restarts: 0,
  reason: '',
  message: '',
  startedAt: '',
  observedAt: '',
  ...more,
})

export interface TestServer {
  readonly child: ChildProcess
  readonly ports: IngestPorts
  state(): Promise<IngestState>
  stream(name: string): Promise<IngestStream>
  stop(signal?: NodeJS.Signals): Promise<void>
}

export interface TestSite {
  readonly root: string
  readonly records: Records
  start(ports?: Partial<IngestPorts>): Promise<TestServer>
  close(): Promise<void>
}

/** A state directory with records, of its own unless told, and gaze-servers on it. */
export const openTestSite = async (dir?: string): Promise<TestSite> => {
  const root = dir ?? (await mkdtemp(join(tmpdir(), 'gaze-ingest-')))
  const records = await openEmbedded(stateDir(root))
  const servers = new Set<TestServer>()
  return {
    root,
    records,
    start: async (ports = {}) => {
      const server = await startServer(root, ports)
      servers.add(server)
      return server
    },
    close: async () => {
      for (const server of servers) await server.stop()
      await records.close()
      await rm(root, { recursive: true, force: true })
    },
  }
}

/** A site of its own with one stream, `door`, and a gaze-server on it. */
export const openDoor = async (): Promise<{ site: TestSite; server: TestServer }> => {
  const site = await openTestSite()
  await site.records.streams.put(streamDraft('door', KEY), 0)
  return { site, server: await site.start() }
}

/** Makes the state directory look as if the supervisor had started this server. */
export const writeStack = async (root: string, { child, ports }: TestServer): Promise<void> => {
  const pid = child.pid ?? 0
  const stack: Stack = {
    version: '0',
    pid,
    mark: processMark(pid) ?? '',
    startedAt: new Date().toISOString(),
    ports: { ...ports, control: 1 },
    ingestHost: '127.0.0.1',
  }
  await writeFile(join(root, 'stack.json'), JSON.stringify(stack), { mode: 0o600 })
  await writeFile(join(root, 'token'), TOKEN, { mode: 0o600 })
}

export const settingsFor = (root: string, ports: Partial<IngestPorts>): IngestSettings => {
  const listen = (port = 0) => ({ host: '127.0.0.1', port })
  return {
    stateDir: root,
    ingest: listen(ports.ingest),
    pods: listen(ports.pods),
    http: listen(ports.http),
    token: TOKEN,
  }
}

export const spawnServer = async (root: string, settings: IngestSettings): Promise<ChildProcess> => {
  const file = join(root, `settings-${Math.random()}.json`)
  await writeFile(file, JSON.stringify(settings), { mode: 0o600 })
  return spawn(process.execPath, [programPath('gaze-server'), file], {
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  })
}

const startServer = async (root: string, wanted: Partial<IngestPorts>): Promise<TestServer> =>
  serverFor(await spawnServer(root, settingsFor(root, wanted)))

/** What a started gaze-server is asked; waits until it is ready. */
export const serverFor = async (child: ChildProcess): Promise<TestServer> => {
  const lines: string[] = []
  child.stderr?.on('data', (data: Buffer) => lines.push(data.toString()))
  const ports = await new Promise<IngestPorts>((resolve, reject) => {
    child.on('message', (status: IngestStatus) => {
      if (status.ready && status.ports !== undefined) resolve(status.ports)
    })
    child.once('exit', (code) => reject(new Error(`gaze-server ended with ${code}: ${lines.join('')}`)))
  })
  const state = (): Promise<IngestState> =>
    getJson(`http://127.0.0.1:${ports.http}/state`, TOKEN, AbortSignal.timeout(60_000), 60_000)
  return {
    child,
    ports,
    state,
    stream: async (name) => {
      const found = (await state()).streams.find(({ stream }) => stream === name)
      if (found === undefined) throw new Error(`no stream ${name}`)
      return found
    },
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    },
  }
}

/** Looks until it holds; fails with the last thing seen. */
export const until = async <T>(look: () => T | Promise<T>, holds: (value: T) => boolean): Promise<T> => {
  const deadline = Date.now() + 60_000
  for (;;) {
    const value = await look()
    if (holds(value)) return value
    if (Date.now() > deadline) throw new Error(`waited in vain, last seen: ${JSON.stringify(value)}`)
    await sleep(20)
  }
}

export const connectSender = (port: number): Push => {
  const push = new Push({ linger: 1000, sendTimeout: 60_000 })
  push.connect(`tcp://127.0.0.1:${port}`)
  return push
}

export interface GotFrame {
  readonly header: {
    id: number
    seq: number
    captureNs: string
    codec: string
    width?: number
    height?: number
  }
  readonly payload: Buffer
}

/** A pod of ours by its protocol, driven by hand. */
export const connectPod = (
  port: number,
  stream: string,
  pod: string,
  routingId = `${pod}-${Math.random()}`,
) => {
  const dealer = new Dealer({ routingId, linger: 0 })
  dealer.connect(`tcp://127.0.0.1:${port}`)
  const frames: GotFrame[] = []
  const notices: string[] = []
  const read = async (): Promise<void> => {
    for await (const [first, payload] of dealer) {
      const value = JSON.parse(first!.toString())
      if (payload === undefined) notices.push(value.notice)
      else frames.push({ header: value, payload })
    }
  }
  const reading = read()
  const ask = (credit: number, more: Partial<PodRequest> = {}): Promise<void> => {
    const seen = frames.at(-1)?.header.id ?? 0
    return dealer.send(JSON.stringify({ stream, pod, token: TOKEN, credit, done: [], seen, ...more }))
  }
  const close = async (): Promise<void> => {
    dealer.close()
    await reading
  }
  return {
    ask,
    frames,
    notices,
    close,
    done: (id: number, dropped?: string) => ({ id, ...(dropped && { dropped }) }),
  }
}

/** A pod that is at once through with whatever it gets. */
export const startPodLoop = (port: number, stream: string, pod: string, credit: number) => {
  const dealer = new Dealer({
    routingId: `${pod}-${Math.random()}`,
    linger: 0,
    sendTimeout: 0,
    immediate: true,
  })
  const done: { id: number }[] = []
  let seen = 0
  const ask = (): void => {
    if (dealer.closed) return
    const told = done.splice(0)
    const text = JSON.stringify({ stream, pod, token: TOKEN, credit, done: told, seen, holds: [] })
    dealer.send(text).catch(() => done.unshift(...told))
  }
  dealer.connect(`tcp://127.0.0.1:${port}`)
  const timer = setInterval(ask, 200)
  const read = async (): Promise<void> => {
    for await (const [first, payload] of dealer) {
      if (payload === undefined) continue
      seen = JSON.parse(first!.toString()).id
      done.push({ id: seen })
      ask()
    }
  }
  const reading = read()
  return {
    close: async (): Promise<void> => {
      clearInterval(timer)
      dealer.close()
      await reading
    },
  }
}
