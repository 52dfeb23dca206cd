import { statfsSync } from 'node:fs'

/** More than one write ever takes. LMDB itself finds out too late: it prints to stderr, or dies while it opens. */
const LEAST_BYTES = 256 * 1024

/** @throws an error of code ENOSPC when the disk of that path is as good as full. */
export const requireDiskSpace = (path: string): void => {
  const { bavail, bsize } = statfsSync(path)
  if (bavail * bsize < LEAST_BYTES)
    throw Object.assign(new Error(`less than ${LEAST_BYTES} bytes are free at ${path}`), { code: 'ENOSPC' })
}
