import type { Stream } from '../../records/types.ts'
import type { Site } from '../site.ts'
import { viewStreams } from './list.ts'
import type { StreamView } from './view.ts'
import { type WaitOptions, waitForStream } from './wait.ts'

export interface SettleOptions extends WaitOptions {
  readonly wait: boolean
  readonly dryRun: boolean
}

/**
 * After a stream was written: tells the reconciler, waits if asked to, and gives the stream as it is then.
 * @param what What was done to it, for messages: `is recorded`.
 * @throws GazeError NOT_RUNNING, STREAM_FAILED, TIMEOUT
 */
export const settleStream = async (
  site: Site,
  stream: Stream,
  what: string,
  options: SettleOptions,
): Promise<StreamView> => {
  let last = stream
  if (!options.dryRun) await site.nudge()
  if (!options.dryRun && options.wait) last = await waitForStream(site, stream, what, options)
  const [view] = await viewStreams(site, [last], false, options.signal)
  return view as StreamView
}
