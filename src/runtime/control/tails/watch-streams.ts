import { messageOf } from '../../errors.ts'
import { pause } from '../../service/pause.ts'
import type { ClusterSite } from '../site.ts'

const EVERY_MS = 5_000

/** Says when a stream that is followed was removed; gives whether all of them were. */
export const watchStreams = (
  site: ClusterSite,
  streams: readonly string[],
  notice: (text: string) => void,
  signal: AbortSignal,
): (() => boolean) => {
  let present = streams
  let isTroubled = false

  const look = async (): Promise<void> => {
    const recorded = new Set((await site.records.streams.list()).map(({ name }) => name))
    for (const name of present) if (!recorded.has(name)) notice(`stream ${name} was removed`)
    present = present.filter((name) => recorded.has(name))
    isTroubled = false
  }

  const run = async (): Promise<void> => {
    while (!signal.aborted && present.length > 0) {
      await pause(EVERY_MS, signal)
      try {
        if (!signal.aborted) await look()
      } catch (error) {
        // Pods go on without the records.
        if (!isTroubled && !signal.aborted) notice(`the records cannot be read: ${messageOf(error)}`)
        isTroubled = true
      }
    }
  }

  void run()
  return () => streams.length > 0 && present.length === 0
}
