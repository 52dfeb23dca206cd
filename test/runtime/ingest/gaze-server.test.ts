import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Pull } from 'zeromq'
import { isBalanced } from '../../../src/runtime/ledger/tally.ts'
import {
  connectPod,
  connectSender,
  fakeJpeg,
  openTestSite,
  podDraft,
  settingsFor,
  spawnServer,
  streamDraft,
  type TestServer,
  type TestSite,
  until,
} from './support.ts'

const KEY = 'abcd1234'
const v0 = (jpeg: Buffer, key = KEY): Buffer => Buffer.concat([Buffer.from(key), jpeg])
const header = (seq: number, more: object = {}): string =>
  JSON.stringify({ seq, captureNs: '1700000000000000000', codec: 'jpeg', width: 4, height: 2, ...more })

let site: TestSite
let server: TestServer
beforeEach(async () => {
  site = await openTestSite()
  await site.records.streams.put(streamDraft('door', KEY), 0)
  server = await site.start()
})
afterEach(() => site.close())

describe('frames for pods that ask', () => {
  it('gives a v1 frame with the header of its sender, and counts it when it is acknowledged', async () => {
    const pod = connectPod(server.ports.pods, 'door', 'door-1')
    await pod.ask(1)
    const sender = connectSender(server.ports.ingest)
    await sender.send([KEY, header(7), fakeJpeg()])
    await until(
      () => pod.frames.length,
      (count) => count === 1,
    )
    expect(pod.frames[0]?.header).toMatchObject({
      seq: 7,
      captureNs: '1700000000000000000',
      codec: 'jpeg',
      width: 4,
      height: 2,
    })
    expect(pod.frames[0]?.payload.equals(fakeJpeg())).toBe(true)
    expect(await server.stream('door')).toMatchObject({ captured: 1, processed: 0, inFlight: 1 })
    await pod.ask(1, { done: [pod.done(pod.frames[0]!.header.id)] })
    await until(
      () => server.stream('door'),
      ({ processed }) => processed === 1,
    )
    expect(await server.stream('door')).toMatchObject({ captured: 1, processed: 1, inFlight: 0, dropped: {} })
    expect(pod.notices).toEqual(['active'])
    sender.close()
    await pod.close()
  })
})
