import { once } from 'node:events'
import { PassThrough } from 'node:stream'

/** Taken while the file is written to. */
const MOST_BYTES = 1024 * 1024

/**
 * The parts of a body, taken from now on as they come, until the signal: a body that breaks off drops those that nobody
 * has taken. Throws what it failed with behind the last of them.
 */
export const readAhead = (
  body: ReadableStream<Uint8Array> | null,
  signal: AbortSignal,
): AsyncIterable<Buffer> => {
  const taken = new PassThrough({ highWaterMark: MOST_BYTES })
  let broken: unknown
  const take = async (): Promise<void> => {
    for await (const part of body ?? []) if (!taken.write(part)) await once(taken, 'drain', { signal })
  }
  void take()
    .catch((error: unknown) => {
      broken = signal.aborted ? signal.reason : error
    })
    .finally(() => taken.end())
  const read = async function* (): AsyncGenerator<Buffer> {
    yield* taken
    if (broken !== undefined) throw broken
  }
  return read()
}
