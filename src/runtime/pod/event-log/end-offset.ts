import { readFile } from 'node:fs/promises'
import { scan } from './recover.ts'
import { listSegments } from './segments.ts'

/** The offset behind the last intact event of a log that nobody writes to; it only reads. */
export const endOffsetOf = async (dir: string): Promise<number> => {
  const last = (await listSegments(dir)).at(-1)
  return last === undefined ? 0 : scan(await readFile(last.path), last.base).nextOffset
}
