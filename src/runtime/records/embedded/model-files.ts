import { rm } from 'node:fs/promises'
import { exists, partsOf, writeHashed } from '../../models/hashed-file.ts'
import { tuningPath } from '../../models/tuning.ts'
import { modelPath } from '../../state-dir.ts'
import type { ModelFiles } from '../store.ts'
import { unreadable, unwritable } from '../unavailable.ts'

async function* readFrom(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* partsOf(path)
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** One file a model, in the state directory. */
export const embeddedModelFiles = (dir: string): ModelFiles => ({
  has: (sha256) => exists(modelPath(dir, sha256)),
  put: async (sha256, path, { signal, progress } = {}) => {
    const target = modelPath(dir, sha256)
    if (await exists(target)) return
    try {
      await writeHashed(target, partsOf(path, signal), { sha256, what: path, progress })
    } catch (error) {
      throw unwritable(dir, error)
    }
  },
  read: async (sha256) => {
    const path = modelPath(dir, sha256)
    return (await exists(path)) ? readFrom(path) : undefined
  },
  remove: async (sha256) => {
    const path = modelPath(dir, sha256)
    const there = await exists(path)
    await rm(path, { force: true })
    await rm(tuningPath(path), { force: true })
    return there
  },
})
