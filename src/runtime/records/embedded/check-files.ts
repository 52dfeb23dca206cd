import { execFile } from 'node:child_process'
import { open } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { damagedStore } from '../unavailable.ts'

/** Layout of LMDB's meta pages (mdb.c, MDB_meta), little-endian: there are two, the newer one counts. */
const MAGIC = 0xbeefc0de
const VERSION = 2
const AT = { magic: 24, version: 28, pageSize: 48, lastPage: 144, transaction: 152 }
const META_BYTES = 168
const LARGEST_PAGE = 65_536

const isMeta = (page: Buffer): boolean =>
  page.length >= META_BYTES &&
  page.readUInt32LE(AT.magic) === MAGIC &&
  page.readUInt32LE(AT.version) === VERSION

const readEverything = `
const store = require(process.argv[1]).open({ path: process.argv[2], encoding: 'string', readOnly: true })
for (const entry of store.getRange()) if (typeof entry.value !== 'string') process.exit(1)
`

/** LMDB reads a damaged file through its memory map and dies of it, so another process tries first. */
const tryInAnotherProcess = async (dir: string): Promise<void> => {
  const lmdb = createRequire(import.meta.url).resolve('lmdb')
  try {
    await promisify(execFile)(process.execPath, ['-e', readEverything, lmdb, dir], { timeout: 20_000 })
  } catch {
    throw damagedStore(dir, 'Its end is missing')
  }
}

const readMetas = async (
  file: string,
): Promise<{ first: Buffer; second: Buffer; bytes: number } | undefined> => {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (handle === undefined) return undefined
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(LARGEST_PAGE + META_BYTES), 0)
    const head = buffer.subarray(0, bytesRead)
    // Looked at after the pages, since another process may be writing: then there is more, not less.
    const bytes = (await handle.stat()).size
    const pageSize = head.length < META_BYTES ? 0 : head.readUInt32LE(AT.pageSize)
    return {
      first: head.subarray(0, META_BYTES),
      second: head.subarray(pageSize, pageSize + META_BYTES),
      bytes,
    }
  } finally {
    await handle.close()
  }
}

/**
 * Refuses files that LMDB would crash on instead of reporting: not its format, or cut off.
 * A store that was never written, or is not there yet, is fine.
 * @throws GazeError STORE_UNAVAILABLE
 */
export const checkFiles = async (dir: string): Promise<void> => {
  const metas = await readMetas(join(dir, 'data.mdb'))
  if (metas === undefined || metas.bytes === 0) return
  const { first, second, bytes } = metas
  if (!isMeta(first) || !isMeta(second))
    throw damagedStore(dir, 'data.mdb is not a record store, or it is damaged')
  const newer =
    first.readBigUInt64LE(AT.transaction) > second.readBigUInt64LE(AT.transaction) ? first : second
  const pageSize = first.readUInt32LE(AT.pageSize)
  const whole = (newer.readBigUInt64LE(AT.lastPage) + 1n) * BigInt(pageSize)
  // A sound file may lack its last pages when they are free; that is rare enough for a closer look.
  if (BigInt(bytes) < whole) await tryInAnotherProcess(dir)
}
