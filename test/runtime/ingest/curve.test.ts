import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { curveKeyPair, Dealer, Push } from 'zeromq'
import type { IngestPorts, IngestStatus } from '../../../src/runtime/ingest/settings.ts'
import { getJson } from '../../../src/runtime/service/http-client.ts'
import {
  fakeJpeg,
  openTestSite,
  settingsFor,
  spawnServer,
  streamDraft,
  type TestSite,
  TOKEN,
  until,
  v0Message,
} from './support.ts'

const KEY = 'abcd1234'
const keys = curveKeyPair()

let site: TestSite
let ports: IngestPorts
let stop = async (): Promise<void> => {}

/** With CURVE on two ports, and none in clear. */
const start = async (): Promise<void> => {
  const tokenFile = join(site.root, 'token')
  const curve = { publicKeyFile: join(site.root, 'public'), secretKeyFile: join(site.root, 'secret') }
  await writeFile(tokenFile, `${TOKEN}\n`)
  await writeFile(curve.publicKeyFile, keys.publicKey)
  await writeFile(curve.secretKeyFile, keys.secretKey)
  const { ingest: _plain, token: _token, ...rest } = settingsFor(site.root, {})
  const child = await spawnServer(site.root, {
    ...rest,
    curve,
    tokenFile,
    secureIngest: { host: '127.0.0.1', port: 0 },
  })
  ports = await new Promise<IngestPorts>((resolve) => {
    child.on('message', (status: IngestStatus) => {
      if (status.ready && status.ports !== undefined) resolve(status.ports)
    })
  })
  stop = async () => {
    const ended = once(child, 'exit')
    child.kill()
    await ended
  }
}
beforeEach(async () => {
  site = await openTestSite()
  await site.records.streams.put(streamDraft('door', KEY), 0)
  await start()
})
afterEach(async () => {
  await stop()
  await site.close()
})

const stream = async () => {
  const url = `http://127.0.0.1:${ports.http}/state`
  const state = await getJson<{ streams: { captured: number; pods: unknown[] }[] }>(
    url,
    TOKEN,
    AbortSignal.timeout(60_000),
    60_000,
  )
  return state.streams[0]!
}
const client = (serverKey: string) => {
  const own = curveKeyPair()
  return { curveServerKey: serverKey, curvePublicKey: own.publicKey, curveSecretKey: own.secretKey }
}

describe('gaze-server with CURVE', () => {
  it('takes frames of senders that know its public key, and does not listen in clear', async () => {
    expect(ports.ingest).toBe(0)
    const sender = new Push({ ...client(keys.publicKey), linger: 0, sendTimeout: 60_000 })
    sender.connect(`tcp://127.0.0.1:${ports.secureIngest}`)
    await sender.send(v0Message(KEY, fakeJpeg()))
    await until(stream, ({ captured }) => captured === 1)
    sender.close()
  })

  it.each([
    ['in clear', {}],
    ['with another key', client(curveKeyPair().publicKey)],
  ])('lets in nobody %s', async (_, security) => {
    const sender = new Push({ ...security, immediate: true, linger: 0 })
    const pod = new Dealer({ ...security, immediate: true, linger: 0 })
    const refused = Promise.all(
      [sender, pod].map(
        (socket) =>
          new Promise((resolve) => {
            for (const event of ['handshake:error:protocol', 'handshake:error:auth', 'disconnect'] as const)
              socket.events.on(event, resolve)
            socket.events.on('handshake', () => resolve(undefined))
          }),
      ),
    )
    sender.connect(`tcp://127.0.0.1:${ports.secureIngest}`)
    pod.connect(`tcp://127.0.0.1:${ports.pods}`)
    for (const event of await refused) expect(event).toBeDefined()
    expect(await stream()).toMatchObject({ captured: 0, pods: [] })
    sender.close()
    pod.close()
  })

  it('talks to pods that know the key', async () => {
    const pod = new Dealer({ ...client(keys.publicKey), linger: 0 })
    pod.connect(`tcp://127.0.0.1:${ports.pods}`)
    await pod.send(JSON.stringify({ stream: 'door', pod: 'a', token: TOKEN, credit: 1, done: [], seen: 0 }))
    const [notice] = await pod.receive()
    expect(JSON.parse(notice!.toString())).toMatchObject({ notice: 'active' })
    pod.close()
  })
})
