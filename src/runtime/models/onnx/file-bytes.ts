import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const WINDOW = 64 * 1024

/** Bytes of a file, read a window at a time, so that what is skipped is never read. */
export interface FileBytes {
  readonly size: number
  /** 0-255; the caller keeps to `size`. */
  byte(at: number): number
  slice(start: number, end: number): Buffer
  /** Bytes given out by `slice` so far. */
  readonly taken: number
  close(): void
}

/** @throws the system's error (ENOENT, EACCES, EISDIR, …) */
export const openFileBytes = (path: string): FileBytes => {
  const file = openSync(path, 'r')
  const { size } = fstatSync(file)
  const window = Buffer.alloc(WINDOW)
  let start = 0
  let filled = 0
  let taken = 0
  const move = (at: number): void => {
    start = at
    filled = readSync(file, window, 0, WINDOW, at)
  }
  return {
    size,
    get taken() {
      return taken
    },
    byte: (at) => {
      if (at < start || at >= start + filled) move(at)
      return window[at - start] ?? 0
    },
    slice: (from, to) => {
      taken += to - from
      if (from >= start && to <= start + filled) return Buffer.from(window.subarray(from - start, to - start))
      const bytes = Buffer.alloc(to - from)
      readSync(file, bytes, 0, bytes.length, from)
      return bytes
    },
    close: () => closeSync(file),
  }
}
