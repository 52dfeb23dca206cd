import type { Readable } from 'node:stream'

/** Bytes kept of outputs that nobody waits for, above which they are not read on. */
const AHEAD = 1 << 20

/** Takes exact numbers of bytes off a process's output. */
export interface ByteReader {
  /** Bytes that have arrived and were not taken. */
  readonly size: number
  /** Fills `target`; false at the end. */
  fill(target: Uint8Array): Promise<boolean>
  /** Up to and without the next line end; undefined at the end. */
  line(): Promise<string | undefined>
}

const NEWLINE = 10

/**
 * Reads several outputs of one process in step. While one is waited for, all are read, however far ahead the others
 * are: the process writes them one after the other and would stop for ever at one that is full.
 */
export const createByteReaders = (streams: readonly Readable[]): ByteReader[] => {
  let waiting = 0
  const readers = streams.map((stream) => one(stream))
  const balance = (): void =>
    streams.forEach((stream, n) => {
      if (waiting > 0 || readers[n]!.size < AHEAD) stream.resume()
      else stream.pause()
    })

  function one(stream: Readable): ByteReader {
    let chunks: Buffer[] = []
    let size = 0
    let ended = false
    let wake: (() => void) | undefined
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (waiting === 0 && size >= AHEAD) stream.pause()
      wake?.()
    })
    const end = (): void => {
      ended = true
      wake?.()
    }
    stream.once('end', end).once('close', end).once('error', end)
    const more = async (): Promise<void> => {
      waiting++
      balance()
      await new Promise<void>((resolve) => {
        wake = resolve
      })
      wake = undefined
      waiting--
    }
    const take = (target: Uint8Array): void => {
      let at = 0
      let used = 0
      while (at < target.length) {
        const chunk = chunks[used]!
        const part = chunk.subarray(0, target.length - at)
        target.set(part, at)
        at += part.length
        if (part.length < chunk.length) chunks[used] = chunk.subarray(part.length)
        else used++
      }
      chunks = chunks.slice(used)
      size -= target.length
    }
    const newlineAt = (): number => {
      let before = 0
      for (const chunk of chunks) {
        const at = chunk.indexOf(NEWLINE)
        if (at >= 0) return before + at
        before += chunk.length
      }
      return -1
    }
    return {
      get size() {
        return size
      },
      fill: async (target) => {
        while (size < target.length && !ended) await more()
        if (size < target.length) return false
        take(target)
        return true
      },
      line: async () => {
        let at = newlineAt()
        while (at < 0 && !ended) {
          await more()
          at = newlineAt()
        }
        if (at < 0) return undefined
        const bytes = Buffer.alloc(at + 1)
        take(bytes)
        return bytes.toString('utf8', 0, at)
      },
    }
  }
  return readers
}
