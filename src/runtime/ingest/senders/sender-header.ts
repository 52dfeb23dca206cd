import type { SenderHeader } from '../../wire/ingest-protocol.ts'

/** Bytes; a header is small, so a large one is garbage that need not be parsed. */
const MAX_HEADER_BYTES = 4096

/** The header of a v1 message, or undefined where it is not one: wrong JSON, missing or impossible values. */
export const parseSenderHeader = (bytes: Buffer): SenderHeader | undefined => {
  if (bytes.length > MAX_HEADER_BYTES) return undefined
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
  return isSenderHeader(value) ? value : undefined
}

const isSenderHeader = (value: unknown): value is SenderHeader => {
  if (typeof value !== 'object' || value === null) return false
  const { seq, captureNs, codec, width, height } = value as Record<string, unknown>
  return (
    Number.isSafeInteger(seq) &&
    (seq as number) >= 0 &&
    typeof captureNs === 'string' &&
    /^\d{1,19}$/.test(captureNs) &&
    typeof codec === 'string' &&
    /^[a-z0-9]{1,16}$/.test(codec) &&
    isSize(width) &&
    isSize(height)
  )
}

const isSize = (value: unknown): boolean =>
  value === undefined || (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65_535)
