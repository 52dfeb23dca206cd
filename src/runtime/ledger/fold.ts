import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sumCounts } from './report.ts'
import { resumeTally } from './tally.ts'
import { type Counts, isCounts } from './types.ts'

/** Counters of pods that were folded, with the name of the last one. */
interface Folded extends Counts {
  readonly last: string
}

const NONE: Folded = { captured: 0, processed: 0, inFlight: 0, dropped: {}, last: '' }
const MOVED = '.folding'

/** Where the counters of a stream's older pods are added up; named as a pod is, so that it is read as one. */
export const foldedName = (stream: string): string => `${stream}-0-0`

const readCounts = <T extends Counts>(path: string): T | undefined => {
  try {
    const counts: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isCounts(counts) ? (counts as T) : undefined
  } catch {
    // Not there, or cut off by a full disk: then there is nothing to add.
    return undefined
  }
}

const add = (target: string, moved: string, pod: string): void => {
  const counts = readCounts(moved)
  if (counts === undefined) return
  const folded = readCounts<Folded>(target) ?? NONE
  const next: Folded = { ...sumCounts([folded, resumeTally(counts)]), last: pod }
  writeFileSync(`${target}.tmp`, JSON.stringify(next), { mode: 0o600 })
  renameSync(`${target}.tmp`, target)
}

/**
 * Adds the counters of a pod that is gone to those of the stream's older pods and removes its file. Called again
 * after a crash in the middle, it neither loses nor adds twice.
 * @throws the system's error; the counters are then still there.
 */
export const foldCounts = (dir: string, stream: string, pod: string): void => {
  const own = join(dir, `${pod}.json`)
  const moved = `${own}${MOVED}`
  const target = join(dir, `${foldedName(stream)}.json`)
  // Left by a crash: it was added already when the sum names the pod as its last.
  if (existsSync(moved) && readCounts<Folded>(target)?.last !== pod) add(target, moved, pod)
  rmSync(moved, { force: true })
  if (!existsSync(own)) return
  renameSync(own, moved)
  add(target, moved, pod)
  rmSync(moved)
}

/** The pod whose counters a file holds; undefined for other files. */
export const podOfCounters = (file: string, stream: string): string | undefined => {
  const name = file.replace(/\.json(\.folding)?$/, '')
  const rest = name.startsWith(`${stream}-`) ? name.slice(stream.length + 1) : ''
  return name !== file && /^[0-9a-f]+-\d+$/.test(rest) && name !== foldedName(stream) ? name : undefined
}
