import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Bytes; V8 begins a full collection when about twice as much has come. */
const COLLECT_AFTER_BYTES = 24_000_000

type Collect = (options: { type: 'minor' }) => void

/**
 * Counts bytes of frames and has V8 collect its young generation now and then. A frame is a few bytes to V8 and the rest
 * outside its heap, so that left alone it frees frames by full collections only, which cost ten times as much.
 */
export const createMinorGc = (): ((bytes: number) => void) => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as Collect
  setFlagsFromString('--no-expose-gc')
  let spent = 0
  return (bytes) => {
    spent += bytes
    if (spent < COLLECT_AFTER_BYTES) return
    spent = 0
    collect({ type: 'minor' })
  }
}
