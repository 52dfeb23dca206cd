import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (options: { type: 'minor' }) => void

/**
 * Counts bytes of frames or tensors and has V8 collect its young generation now and then. Each is a few bytes to V8 and
 * the rest outside its heap, so that left alone it frees them by full collections only, which cost ten times as much.
 * `afterBytes`: V8 begins a full collection when as much has come as its heap may grow, some 12 MB in a small process.
 */
export const createMinorGc = (afterBytes: number): ((bytes: number) => void) => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as Collect
  setFlagsFromString('--no-expose-gc')
  let spent = 0
  return (bytes) => {
    spent += bytes
    if (spent < afterBytes) return
    spent = 0
    collect({ type: 'minor' })
  }
}
