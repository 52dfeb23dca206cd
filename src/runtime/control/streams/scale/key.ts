import { randomInt } from 'node:crypto'
import { GazeError } from '../../../errors.ts'
import type { Stream } from '../../../records/types.ts'

const LENGTH = 8
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'
/** Printable ASCII without the blank. */
const KEY = /^[\x21-\x7e]{8}$/

/** @throws GazeError USAGE; the message does not repeat the key. */
export const checkKey = (key: string): string => {
  if (KEY.test(key)) return key
  throw new GazeError('USAGE', `--key has ${[...key].length} characters that do not make a key`, {
    why: 'A key is 8 printable ASCII characters, without blanks',
    hint: 'Leave --key away to get one that nobody can guess',
  })
}

/** @throws GazeError USAGE when another stream has it. */
export const requireFreeKey = (key: string, name: string, streams: readonly Stream[]): void => {
  const other = streams.find((stream) => stream.key === key && stream.name !== name)
  if (other === undefined) return
  throw new GazeError('USAGE', `The key of --key is that of stream "${other.name}"`, {
    why: 'Frames find their stream by its key alone',
    hint: 'Choose another, or leave --key away',
    details: { stream: other.name },
  })
}

/** A key that no stream has. */
export const newKey = (streams: readonly Stream[]): string => {
  const taken = new Set(streams.map(({ key }) => key))
  for (;;) {
    const key = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
    if (!taken.has(key)) return key
  }
}
