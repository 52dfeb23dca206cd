import { once } from 'node:events'
import { isBalanced } from '../../src/runtime/ledger/tally.ts'
import { openTestSite, streamDraft, TOKEN, until } from '../../test/runtime/ingest/support.ts'
import { askCount, percentile, start, stop, sum, told } from './processes.ts'
import type { ReceiverOptions } from './receiver.ts'
import type { SenderOptions } from './sender.ts'

const SENDERS = 100
const FPS = 10
const SECONDS = 10

/** 100 senders of 10 frames a second of 50 KB: how many arrive, and how long the hop takes. */
export const fairShare = async (): Promise<string> => {
  const site = await openTestSite()
  const streams = Array.from({ length: SENDERS }, (_, n) => `s${n}`)
  const keys = streams.map((name) => name.padEnd(8, 'x'))
  for (const [index, name] of streams.entries())
    await site.records.streams.put(streamDraft(name, keys[index]!), 0)
  const server = await site.start()
  const asking: ReceiverOptions = {
    ...{ wire: 'v1', port: server.ports.pods, token: TOKEN, streams, credit: 2, takesMs: 0 },
  }
  const receiver = start('receiver', asking)
  await told(receiver)
  await until(server.state, (state) => state.streams.every(({ pods }) => pods.length === 1))
  const sending: SenderOptions = {
    ...{ port: server.ports.ingest, keys, bytes: 50_000, wire: 'v1', fps: FPS, frames: FPS * SECONDS },
  }
  await once(start('sender', sending), 'exit')
  const state = await until(server.state, (now) => now.streams.every(({ inFlight }) => inFlight === 0))
  const { counts, ages } = await askCount(receiver)
  await stop(receiver)
  await site.close()
  const wanted = SENDERS * FPS * SECONDS
  const balanced = state.streams.every(isBalanced)
  const delivered = ((sum(counts) * 100) / wanted).toFixed(2)
  const p99 = percentile(ages, 0.99).toFixed(1)
  return `100 senders: ${delivered} % of ${wanted} delivered (reach 100), ledger ${balanced ? 'balances' : 'IS WRONG'}, p50 ${percentile(ages, 0.5).toFixed(1)} ms, p99 ${p99} ms`
}
