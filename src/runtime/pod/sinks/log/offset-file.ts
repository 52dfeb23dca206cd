import { closeSync, fsync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'

const fsyncFile = promisify(fsync)

/** How far a sink has come with one log. */
export interface Progress {
  /** The offset of the next event to send. */
  readonly offset: number
  readonly sent: number
  /** Had gone from the log before they could be sent. */
  readonly lost: number
  /** Were never taken, by reason. */
  readonly skipped: Readonly<Record<string, number>>
  /** All of the log was sent, and nobody writes to it any more. */
  readonly finished: boolean
}

const START: Progress = { offset: 0, sent: 0, lost: 0, skipped: {}, finished: false }
const SLOT_BYTES = 512

interface Slot {
  readonly seq: number
  readonly progress: Progress
}

/** `crc32 in hex, blank, JSON`, filled up with blanks. Two slots are written in turn, so one is always whole. */
const encode = ({ seq, progress }: Slot): Buffer => {
  const json = JSON.stringify({ seq, progress })
  const line = `${crc32(json).toString(16).padStart(8, '0')} ${json}`
  return Buffer.from(`${line.padEnd(SLOT_BYTES - 1)}\n`)
}

const decode = (text: string): Slot | undefined => {
  const json = text.slice(9).trimEnd()
  if (json === '' || crc32(json) !== Number.parseInt(text.slice(0, 8), 16)) return undefined
  return JSON.parse(json) as Slot
}

const readSlots = (path: string): Slot[] => {
  const text = readFileSync(path, 'latin1')
  return [text.slice(0, SLOT_BYTES), text.slice(SLOT_BYTES)]
    .flatMap((slot) => decode(slot) ?? [])
    .sort((a, b) => b.seq - a.seq)
}

const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')

/** What the file says; undefined where there is none. One that is damaged says that nothing was sent. */
export const readProgress = (path: string): Progress | undefined => {
  try {
    return readSlots(path)[0]?.progress ?? START
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

export interface OffsetFile {
  readonly progress: () => Progress
  /** Survives the death of the process by any signal once it returns, a power loss a second later. */
  save(change: Partial<Progress>): void
  close(): Promise<void>
}

const SYNC_MS = 1_000

/**
 * Goes on with the file, or makes it.
 * @param failed Told when a write does not work; the next one tries again, a restart repeats what it does not know.
 * @throws the system's error when the file cannot be opened
 */
export const openOffsetFile = (path: string, failed: (error: unknown) => void): OffsetFile => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const fd = openSync(path, readProgress(path) === undefined ? 'w+' : 'r+', 0o600)
  let { seq, progress } = readSlots(path)[0] ?? { seq: 0, progress: START }
  let timer: NodeJS.Timeout | undefined
  let syncing: Promise<void> = Promise.resolve()

  const sync = (): void => {
    timer = undefined
    syncing = syncing.then(() => fsyncFile(fd)).catch(failed)
  }
  const save = (change: Partial<Progress>): void => {
    progress = { ...progress, ...change }
    seq += 1
    try {
      writeSync(fd, encode({ seq, progress }), 0, SLOT_BYTES, (seq % 2) * SLOT_BYTES)
      timer ??= setTimeout(sync, SYNC_MS).unref()
    } catch (error) {
      failed(error)
    }
  }
  // Both slots, so that no later write needs more of the disk.
  save({ finished: false })
  save({})
  const close = async (): Promise<void> => {
    clearTimeout(timer)
    sync()
    await syncing
    closeSync(fd)
  }
  return { progress: () => progress, save, close }
}
