import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isCoded, validatorOf } from './answer.ts'
import { isMissing, readJson, writeFileAtomic } from '../../../service/files.ts'

/** Of which version of the file the part is, and whether its server gives the rest alone. */
interface Mark {
  readonly validator?: string
  readonly ranges: boolean
}

/** What has come of a file so far. */
export interface Part {
  readonly path: string
  readonly bytes: number
  /** Undefined where the rest cannot be asked for. */
  readonly validator: string | undefined
}

/** What nobody came back for is dropped after a week. */
const KEEP_MS = 7 * 24 * 60 * 60 * 1_000

const markOf = (path: string): string => `${path}.json`

const statOf = async (path: string): Promise<{ size: number; mtimeMs: number } | undefined> => {
  try {
    return await stat(path)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

export const readPart = async (path: string): Promise<Part> => {
  const bytes = (await statOf(path))?.size ?? 0
  const mark = bytes > 0 ? await readJson<Mark>(markOf(path)).catch(() => undefined) : undefined
  return { path, bytes, validator: mark?.ranges === true ? mark.validator : undefined }
}

/** @param asked The validator with which only the rest was asked for. */
export const markPart = (path: string, { headers, status }: Response, asked?: string): Promise<void> => {
  // A rest need not say again of what it is.
  const validator = validatorOf(headers) ?? (status === 206 ? asked : undefined)
  // The whole of the same version, where the rest was asked for: that server knows no ranges.
  const whole = !isCoded(headers) && headers.get('accept-ranges') !== 'none' && validator !== asked
  const ranges = status === 206 || whole
  return writeFileAtomic(
    markOf(path),
    JSON.stringify({ ranges, ...(validator !== undefined && { validator }) } satisfies Mark),
  )
}

export const dropPart = async (path: string): Promise<void> => {
  await rm(path, { force: true })
  await rm(markOf(path), { force: true })
}

/** Lets go of what was left long ago, whatever of. */
export const dropOldParts = async (dir: string, now: number): Promise<void> => {
  for (const name of await readdir(dir)) {
    const path = join(dir, name)
    const found = await statOf(path)
    if (found !== undefined && now - found.mtimeMs > KEEP_MS) await rm(path, { force: true })
  }
}
