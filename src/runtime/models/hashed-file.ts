import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { GazeError } from '../errors.ts'
import { ensureDir, fsyncDir, isMissing } from '../service/files.ts'

/** A file that nobody has written to for so long was left by a process that was killed. */
const ABANDONED_MS = 10 * 60_000

/** The bytes of a file, or those from `start` up to `end`, a part at a time. */
export const partsOf = (
  path: string,
  signal?: AbortSignal,
  range?: { readonly start: number; readonly end: number },
): AsyncIterable<Buffer> =>
  createReadStream(path, {
    highWaterMark: 1024 * 1024,
    ...(signal && { signal }),
    // The stream's own end is the last byte that it gives.
    ...(range && { start: range.start, end: range.end - 1 }),
  })

/** SHA-256 of a file, lower-case hexadecimal. @throws the system's error, the signal's reason */
export const hashFile = async (path: string, signal?: AbortSignal): Promise<string> => {
  const hash = createHash('sha256')
  for await (const part of partsOf(path, signal)) hash.update(part)
  return hash.digest('hex')
}

export const exists = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isFile()
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

/** The bytes are not those that were named; `next` says where the right ones come from. */
export const wrongHash = (
  what: string,
  expected: string,
  found: string,
  next = 'get it again from its source',
): GazeError =>
  new GazeError('MODEL_INVALID', `${what} is not the file that it should be`, {
    why: `Its SHA-256 is ${found}, and ${expected} was expected`,
    hint: `It is damaged, was cut off or was exchanged: ${next}`,
    details: { expected, found },
  })

/**
 * Writes a file (0600) whole and with the right hash, or not at all.
 * @param what Names it in messages.
 * @param progress Told how many bytes have come so far.
 * @throws GazeError MODEL_INVALID for another hash; what `parts` throws; the system's error
 */
export const writeHashed = async (
  path: string,
  parts: AsyncIterable<Uint8Array>,
  {
    sha256,
    what,
    progress,
  }: { sha256: string; what: string; progress?: ((bytes: number) => void) | undefined },
): Promise<void> => {
  await ensureDir(dirname(path))
  await clearAbandoned(path)
  // Others may write the same file at the same moment, also from other machines.
  const temporary = `${path}.${randomUUID()}.tmp`
  const hash = createHash('sha256')
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      let written = 0
      for await (const part of parts) {
        hash.update(part)
        await file.writeFile(part)
        written += part.length
        progress?.(written)
      }
      await file.sync()
    } finally {
      await file.close()
    }
    const found = hash.digest('hex')
    if (found !== sha256) throw wrongHash(what, sha256, found)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await fsyncDir(dirname(path))
}

const clearAbandoned = async (path: string): Promise<void> => {
  const dir = dirname(path)
  const parts = (await readdir(dir)).filter(
    (name) => name.startsWith(`${basename(path)}.`) && name.endsWith('.tmp'),
  )
  for (const part of parts.map((name) => join(dir, name))) {
    const { mtimeMs } = await stat(part).catch(() => ({ mtimeMs: Date.now() }))
    if (Date.now() - mtimeMs > ABANDONED_MS) await rm(part, { force: true })
  }
}
