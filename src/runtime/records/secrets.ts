import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureDir, writeFileAtomic } from '../service/files.ts'
import type { Secrets } from './store.ts'
import { damagedStore, unavailable } from './unavailable.ts'

type Values = Readonly<Record<string, string>>

const parse = (path: string, text: string): Values => {
  try {
    return JSON.parse(text) as Values
  } catch {
    // The parser's message would show part of the values.
    throw damagedStore(path, 'It is not JSON')
  }
}

/** One 0600 JSON file a stream, in a 0700 directory. */
export const fileSecrets = (dir: string): Secrets => {
  const fileOf = (stream: string): string => join(dir, `${encodeURIComponent(stream)}.json`)
  return {
    get: async (stream) => {
      const path = fileOf(stream)
      try {
        return parse(path, await readFile(path, 'utf8'))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
        throw unavailable(path, 'read', error)
      }
    },
    put: async (stream, values) => {
      try {
        await ensureDir(dir)
        await writeFileAtomic(fileOf(stream), JSON.stringify(values))
      } catch (error) {
        throw unavailable(dir, 'written', error)
      }
    },
    remove: async (stream) => {
      try {
        await rm(fileOf(stream), { force: true })
      } catch (error) {
        throw unavailable(dir, 'written', error)
      }
    },
  }
}
