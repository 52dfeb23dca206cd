import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing } from '../../service/files.ts'

export interface Segment {
  /** Offset of its first event. */
  readonly base: number
  readonly path: string
}

const NAME = /^(\d{15})\.events$/

export const segmentPath = (dir: string, base: number): string =>
  join(dir, `${String(base).padStart(15, '0')}.events`)

/** Oldest first; none where there is no directory. */
export const listSegments = async (dir: string): Promise<Segment[]> => {
  let names: string[]
  try {
    names = await readdir(dir)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
  return names
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map((digits) => ({ base: Number(digits), path: segmentPath(dir, Number(digits)) }))
    .sort((a, b) => a.base - b.base)
}
