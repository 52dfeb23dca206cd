import { readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { messageOf } from '../errors.ts'
import { ensureDir, readJson, writeFileAtomic } from '../service/files.ts'
import type { Logger } from '../service/log.ts'
import { type Counts, isCounts } from './types.ts'

/** Milliseconds between two writes; what happened since the last one is forgotten in a crash. */
const CHECKPOINT_MS = 1_000

export interface Checkpoint {
  /** Writes now, if something changed. Never throws: a full disk is logged, and the next write tries again. */
  flush(): Promise<void>
  /** Ends the timer and writes a last time. */
  stop(): Promise<void>
}

/** The JSON of the last checkpoint, or undefined where there is none or it cannot be read, which is logged. */
export const readCheckpoint = async (file: string, log: Logger): Promise<unknown> => {
  try {
    return await readJson(file)
  } catch (error) {
    log.warn('counters of earlier runs cannot be read and start at 0', { file, why: messageOf(error) })
    return undefined
  }
}

/** Counts by name out of a checkpoint's JSON; what does not look like counts is left out. */
export const countsByName = (value: unknown): Record<string, Counts> => {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).filter((entry) => isCounts(entry[1])))
}

/** Writes `snapshot()` to `file` each second, whole or not at all. */
export const startCheckpoint = (file: string, snapshot: () => unknown, log: Logger): Checkpoint => {
  let written = ''
  let failing = false
  const write = async (): Promise<void> => {
    const text = JSON.stringify(snapshot())
    if (text === written) return
    try {
      await ensureDir(dirname(file))
      await writeFileAtomic(file, text)
      written = text
      failing = false
    } catch (error) {
      if (!failing) log.error('counters cannot be written', { file, why: messageOf(error) })
      failing = true
    }
  }
  let last = removeLeftovers(file).catch((error: unknown) => {
    log.warn('what an earlier run left cannot be removed', { file, why: messageOf(error) })
  })
  const flush = (): Promise<void> => {
    last = last.then(write)
    return last
  }
  const timer = setInterval(() => void flush(), CHECKPOINT_MS)
  timer.unref()
  const stop = async (): Promise<void> => {
    clearInterval(timer)
    await flush()
  }
  return { flush, stop }
}

/** A kill in the middle of a write leaves its temporary file. */
const removeLeftovers = async (file: string): Promise<void> => {
  const names = await readdir(dirname(file)).catch(() => [])
  const ours = names.filter((name) => name.startsWith(`.${basename(file)}.`) && name.endsWith('.tmp'))
  await Promise.all(ours.map((name) => rm(join(dirname(file), name), { force: true })))
}
