import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { askPodLedgers } from '../../../../src/runtime/reconcile/info-update/pod-ledgers.ts'
import type { Draft, Records } from '../../../../src/runtime/records/store.ts'
import type { Pod, Stream } from '../../../../src/runtime/records/types.ts'
import { type HttpServer, serveHttp } from '../../../../src/runtime/service/http.ts'
import { podDraft, streamDraft } from '../../ingest/support.ts'

const TOKEN = 'secret'
const COUNTS = { captured: 7, processed: 5, inFlight: 1, dropped: { 'too-large': 1 } }
const times = { revision: 1, createdAt: '', updatedAt: '' }

let server: HttpServer
let asked = 0
beforeEach(async () => {
  asked = 0
  server = await serveHttp({
    ...{ host: '127.0.0.1', port: 0, token: TOKEN, notReady: () => '' },
    routes: [
      {
        method: 'GET',
        path: '/state',
        handle: (_, reply) => {
          asked += 1
          reply.json(200, { pod: 'any', ledger: COUNTS })
        },
      },
    ],
  })
})
afterEach(() => {
  vi.useRealTimers()
  return server.close()
})

const stream = (name: string, source: string): Stream => ({
  ...times,
  ...streamDraft(name, name, { source }),
})
const pod = (name: string, of: string, change: Partial<Draft<Pod>> = {}): Pod => ({
  ...times,
  ...podDraft(name, of, { ports: { http: server.port }, ...change }),
})
const ledgers = (pods: readonly Pod[], token = TOKEN) => {
  const streams = [stream('file', '/clip.mp4'), stream('own', 'pipeline'), stream('pushed', 'push')]
  const records = { streams: { list: async () => streams }, pods: { list: async () => pods } }
  return askPodLedgers(
    records as unknown as Pick<Records, 'streams' | 'pods'>,
    token,
    new AbortController().signal,
  )
}

it('pods of streams that are not pushed say what they have counted; those that do not answer are left out', async () => {
  const pods = [
    ...[pod('file-1', 'file'), pod('own-1', 'own'), pod('pushed-1', 'pushed')],
    pod('starting', 'file', { ip: '' }),
    pod('foreign', 'own', { ports: {} }),
    // Nothing listens there.
    pod('gone', 'own', { ports: { http: 1 } }),
  ]
  expect(await ledgers(pods)).toEqual({ 'file-1': COUNTS, 'own-1': COUNTS })
  expect(asked).toBe(2)
  expect(await ledgers(pods, 'another')).toEqual({})
})

it('of hundreds of pods each is asked once, a few at a time', async () => {
  // However slow this machine is: the time that all of them get is not what is tested here.
  vi.useFakeTimers({ toFake: ['performance'] })
  const warnings: Error[] = []
  const warn = (warning: Error): number => warnings.push(warning)
  process.on('warning', warn)
  const pods = Array.from({ length: 200 }, (_, n) => pod(`own-${n}`, 'own'))
  expect(Object.keys(await ledgers(pods))).toHaveLength(200)
  process.off('warning', warn)
  expect({ asked, warnings }).toEqual({ asked: 200, warnings: [] })
})
