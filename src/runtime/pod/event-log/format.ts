import { crc32 } from 'node:zlib'

/**
 * A segment is a file `<base offset, 15 digits>.events`: a header of 16 bytes, then records. Numbers are
 * big-endian. Header: `GAZEEVT1`, base offset (8). Record: length of the text in bytes (4), CRC-32 of all that
 * follows (4), offset (6), time of writing in ms since 1970 (6), the event as JSON text in UTF-8.
 * Offsets count events from 0, go up by one and are never used again; a gap is what could not be written.
 */
export interface LoggedEvent {
  readonly offset: number
  /** Milliseconds since 1970 at which it was written. */
  readonly loggedAt: number
  /** The event in JSON. */
  readonly text: string
}

export const SEGMENT_HEADER_BYTES = 16
export const RECORD_HEADER_BYTES = 20
/** A longer event is not written, and counted. */
export const MAX_TEXT_BYTES = 1024 * 1024

const MAGIC = Buffer.from('GAZEEVT1')

export const segmentHeader = (base: number): Buffer => {
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES)
  MAGIC.copy(header)
  header.writeBigUInt64BE(BigInt(base), MAGIC.length)
  return header
}

export const isSegmentHeader = (bytes: Buffer, base: number): boolean =>
  bytes.length >= SEGMENT_HEADER_BYTES && bytes.subarray(0, SEGMENT_HEADER_BYTES).equals(segmentHeader(base))

export const encodeRecord = ({ offset, loggedAt, text }: LoggedEvent): Buffer => {
  const length = Buffer.byteLength(text)
  const record = Buffer.allocUnsafe(RECORD_HEADER_BYTES + length)
  record.writeUInt32BE(length, 0)
  record.writeUIntBE(offset, 8, 6)
  record.writeUIntBE(loggedAt, 14, 6)
  record.write(text, RECORD_HEADER_BYTES)
  record.writeUInt32BE(crc32(record.subarray(8)), 4)
  return record
}

/** `short`: the bytes end before the record does; `bad`: it is not what was written. */
export type Decoded = { readonly event: LoggedEvent; readonly bytes: number } | 'short' | 'bad'

export const decodeRecord = (bytes: Buffer, at: number): Decoded => {
  if (at + RECORD_HEADER_BYTES > bytes.length) return 'short'
  const length = bytes.readUInt32BE(at)
  if (length === 0 || length > MAX_TEXT_BYTES) return 'bad'
  const end = at + RECORD_HEADER_BYTES + length
  if (end > bytes.length) return 'short'
  if (crc32(bytes.subarray(at + 8, end)) !== bytes.readUInt32BE(at + 4)) return 'bad'
  const event = {
    offset: bytes.readUIntBE(at + 8, 6),
    loggedAt: bytes.readUIntBE(at + 14, 6),
    text: bytes.toString('utf8', at + RECORD_HEADER_BYTES, end),
  }
  return { event, bytes: end - at }
}
