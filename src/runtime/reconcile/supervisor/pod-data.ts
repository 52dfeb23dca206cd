import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { foldCounts, foldedName, podOfCounters } from '../../ledger/fold.ts'
import { hasUnsent } from '../../pod/sinks/log/unsent.ts'
import { entriesOf } from '../../service/files.ts'
import type { StateDir } from '../../state-dir.ts'

/** Pods that are gone whose logs and events are kept. */
const KEPT = 12

const podOf = (file: string): string => file.replace(/\.log(\.\d+)?$/, '')

/** Lets go of what the oldest pods of a directory left, but for those that are alive; gives their names. */
const prune = (dir: string, spared: (pod: string) => boolean): string[] => {
  const files = entriesOf(dir).filter((file) => !spared(podOf(file)))
  const newest = new Map<string, number>()
  for (const file of files) {
    const { mtimeMs } = statSync(join(dir, file))
    newest.set(podOf(file), Math.max(newest.get(podOf(file)) ?? 0, mtimeMs))
  }
  const gone = [...newest].sort(([, a], [, b]) => b - a).slice(KEPT)
  const names = gone.map(([pod]) => pod)
  for (const file of files)
    if (names.includes(podOf(file))) rmSync(join(dir, file), { recursive: true, force: true })
  return names
}

/** Events that a sink still has to send are kept besides the others, of as many pods; gives those that were not. */
const pruneEvents = (dir: string, alive: readonly string[]): string[] => {
  const unsent = entriesOf(dir).filter((pod) => hasUnsent(join(dir, pod)))
  prune(dir, (pod) => alive.includes(pod) || unsent.includes(pod))
  return prune(dir, (pod) => alive.includes(pod) || !unsent.includes(pod))
}

/** Adds up the counters of the oldest pods, which nobody asks for one by one. */
const fold = (dir: string, stream: string, alive: readonly string[]): void => {
  const pods = entriesOf(dir)
    .map((file) => ({ file, pod: podOfCounters(file, stream) }))
    .flatMap(({ file, pod }) => (pod === undefined || alive.includes(pod) ? [] : [{ file, pod }]))
    .map((one) => ({ ...one, at: statSync(join(dir, one.file)).mtimeMs }))
    .sort((a, b) => b.at - a.at)
  const halfDone = pods.filter(({ file }) => file.endsWith('.folding'))
  for (const { pod } of [...halfDone, ...pods.slice(KEPT)]) foldCounts(dir, stream, pod)
}

/**
 * Keeps what pods of a stream leave behind from growing for ever.
 * @returns Pods whose events had to go before their sinks had sent all of them.
 */
export const prunePodData = (dir: StateDir, stream: string, alive: readonly string[]): string[] => {
  prune(join(dir.logs, stream), (pod) => alive.includes(pod))
  fold(dir.ledger, stream, alive)
  return pruneEvents(join(dir.events, stream), alive)
}

/** Removes all that pods of a stream left: the stream is gone. */
export const removePodData = (dir: StateDir, stream: string): void => {
  rmSync(join(dir.logs, stream), { recursive: true, force: true })
  rmSync(join(dir.events, stream), { recursive: true, force: true })
  rmSync(join(dir.ledger, `${foldedName(stream)}.json`), { force: true })
  for (const file of entriesOf(dir.ledger))
    if (podOfCounters(file, stream) !== undefined) rmSync(join(dir.ledger, file), { force: true })
}
