import { setTimeout as sleep } from 'node:timers/promises'
import { openTestSite, streamDraft, TOKEN, until } from '../../test/runtime/ingest/support.ts'
import { askCount, percentile, start, stop, told } from './processes.ts'
import type { ReceiverOptions } from './receiver.ts'
import type { SenderOptions } from './sender.ts'

const KEY = 'newest00'
const SECONDS = 10
const REACH_MS = 250

/** Age of the frames that reach a pod which takes 5 a second of 30. */
export const newestWins = async (): Promise<string> => {
  const site = await openTestSite()
  await site.records.streams.put(streamDraft('newest', KEY), 0)
  const server = await site.start()
  const asking: ReceiverOptions = {
    ...{ wire: 'v1', port: server.ports.pods, token: TOKEN, streams: ['newest'], credit: 1, takesMs: 200 },
  }
  const receiver = start('receiver', asking)
  await told(receiver)
  await until(
    () => server.stream('newest'),
    ({ pods }) => pods.length === 1,
  )
  const sending: SenderOptions = {
    ...{ port: server.ports.ingest, keys: [KEY], bytes: 50_000, wire: 'v1', fps: 30, frames: 30 * SECONDS },
  }
  const sender = start('sender', sending)
  await sleep(SECONDS * 1000 + 3_000)
  const { ages } = await askCount(receiver)
  await Promise.all([stop(sender), stop(receiver)])
  await site.close()
  const oldest = Math.max(...ages)
  const middle = percentile(ages, 0.5).toFixed(1)
  return `newest wins: ${ages.length} frames, p50 ${middle} ms, oldest ${oldest.toFixed(1)} ms (reach ${REACH_MS})`
}
