import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { entriesOf } from '../service/files.ts'
import { isAlive, type ProcessIdentity } from '../service/process-mark.ts'
import { killMarked, markedProcesses, signalProcess } from './marked-processes.ts'

/** What is noted of a process before and after its start, so that a later supervisor can end it. */
export interface OwnedProcess {
  readonly uid: string
  readonly process?: ProcessIdentity
  /** A foreign program under it, the leader of its own process group. */
  readonly program?: ProcessIdentity
}

const FILE = 'process.json'
const LOOK_MS = 50

export const noteProcess = (dir: string, owned: OwnedProcess): void => {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  writeFileSync(join(dir, FILE), JSON.stringify(owned), { mode: 0o600 })
}

export const forgetProcess = (dir: string): void => rmSync(dir, { recursive: true, force: true })

const readNote = (dir: string): OwnedProcess | undefined => {
  try {
    return JSON.parse(readFileSync(join(dir, FILE), 'utf8')) as OwnedProcess
  } catch {
    // Cut off by a full disk or a crash before the process was started: the marker finds what there is.
    return undefined
  }
}

const untilGone = async (processes: readonly ProcessIdentity[], graceMs: number): Promise<void> => {
  for (let waited = 0; waited < graceMs && processes.some(isAlive); waited += LOOK_MS)
    await setTimeout(LOOK_MS)
}

/**
 * Ends what an earlier supervisor of this state directory left, by pid and mark and by the marker in the
 * environment: what has not ended by itself after `graceMs` is killed. Returns how many were still there.
 */
export const clearLeftovers = async (podsDir: string, marker: string, graceMs: number): Promise<number> => {
  const dirs = entriesOf(podsDir).map((name) => join(podsDir, name))
  const notes = dirs.map(readNote).filter((note) => note !== undefined)
  const mains = notes.flatMap((note) => note.process ?? [])
  const programs = notes.flatMap((note) => note.program ?? [])
  const marked = [...mains, ...programs].filter(isAlive)
  const alive = marked.length > 0 ? marked : markedProcesses(marker)
  // They saw their channel close and are draining; a signal on top of that would cut them short.
  await untilGone(alive, graceMs)
  for (const target of mains) signalProcess(target, 'SIGKILL')
  for (const target of programs) signalProcess(target, 'SIGKILL', true)
  await killMarked(marker)
  for (const dir of dirs) forgetProcess(dir)
  return alive.length
}
