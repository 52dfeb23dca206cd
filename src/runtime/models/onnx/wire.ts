import type { FileBytes } from './file-bytes.ts'

/** A part of the file: `start` is its first byte, `end` the one behind its last. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** One field of a message; `span` is the content of a length-delimited one, `value` the number of a varint. */
export interface Field extends Span {
  readonly number: number
  readonly kind: 'varint' | 'bytes' | 'fixed'
  readonly value: number
}

/** The bytes are no message of the protocol buffers' wire format. */
export class WireError extends Error {
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.name = 'WireError'
    this.at = at
  }
}

const MAX_VARINT = 10

/** A varint (base 128, low bits first); beyond 2^53 it is not exact, and negative ones come out as 2^64 - n. */
export const varint = (bytes: FileBytes, at: number, end: number): { value: number; next: number } => {
  let value = 0
  let factor = 1
  for (let i = at; i < end && i < at + MAX_VARINT; i++) {
    const byte = bytes.byte(i)
    value += (byte & 0x7f) * factor
    factor *= 128
    if (byte < 0x80) return { value, next: i + 1 }
  }
  if (end - at < MAX_VARINT) throw new WireError('a number is cut off', at)
  throw new WireError('a number has more than ten bytes', at)
}

/** The varint of a number from 0 to 2^53 - 1. */
export const varintOf = (value: number): Uint8Array => {
  const bytes: number[] = []
  let left = value
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128)
  return Uint8Array.from([...bytes, left])
}

const FIXED: Readonly<Record<number, number>> = { 1: 8, 5: 4 }

/**
 * The fields of a message, in their order (protobuf.dev/programming-guides/encoding).
 * @throws WireError where the bytes are no message, or one is longer than what holds it.
 */
export function* fieldsOf(bytes: FileBytes, { start, end }: Span): Generator<Field> {
  let at = start
  while (at < end) {
    const tag = varint(bytes, at, end)
    const number = Math.floor(tag.value / 8)
    const wireType = tag.value % 8
    if (number < 1 || number > 0x1fffffff) throw new WireError(`field number ${number} does not exist`, at)
    if (wireType === 0) {
      const { value, next } = varint(bytes, tag.next, end)
      yield { number, kind: 'varint', value, start: tag.next, end: next }
      at = next
      continue
    }
    const length = wireType === 2 ? varint(bytes, tag.next, end) : undefined
    const size = length?.value ?? FIXED[wireType]
    if (size === undefined) throw new WireError(`wire type ${wireType} is none that ONNX uses`, at)
    const from = length?.next ?? tag.next
    if (from + size > end) throw new WireError(`a part claims ${size} bytes where ${end - from} are left`, at)
    yield { number, kind: length ? 'bytes' : 'fixed', value: size, start: from, end: from + size }
    at = from + size
  }
}

const MAX_TEXT = 4 * 1024 * 1024
/** Of all names and properties together: what a hostile file can make a reader hold. */
const MAX_TEXTS = 128 * 1024 * 1024

/** The text of a field. @throws WireError for one that no name or property has the length of. */
export const textOf = (bytes: FileBytes, { start, end }: Span): string => {
  if (end - start > MAX_TEXT) throw new WireError(`a text has ${end - start} bytes`, start)
  if (bytes.taken > MAX_TEXTS) throw new WireError(`its texts have more than ${MAX_TEXTS} bytes`, start)
  return bytes.slice(start, end).toString('utf8')
}
