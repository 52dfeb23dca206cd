/** What the bytes of an answer are. */
export interface Answer {
  /** Where in the file they begin. */
  readonly from: number
  /** Bytes of the whole file; undefined where the server does not say. */
  readonly total: number | undefined
}

/** What is here of the file. */
interface Have {
  readonly bytes: number
  /** Of which version, where the server said that. */
  readonly validator: string | undefined
}

/** `bytes 100-199/200` -> 100 and 200; the latter may be `*`. */
const RANGE = /^bytes (\d+)-\d+\/(\d+|\*)$/

/** A strong validator, as If-Range wants one. */
export const validatorOf = (headers: Headers): string | undefined => {
  const etag = headers.get('etag')
  return etag !== null && !etag.startsWith('W/') ? etag : (headers.get('last-modified') ?? undefined)
}

/** `bytes 100-199/200`, or `bytes *\/200` for a range that is not there -> 200 */
export const totalOf = (headers: Headers): number | undefined => {
  const total = /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1]
  return total === undefined ? undefined : Number(total)
}

/** Some servers compress whatever is asked for: then the length and the ranges are those of other bytes. */
export const isCoded = (headers: Headers): boolean => {
  const coding = headers.get('content-encoding')
  return coding !== null && coding !== 'identity'
}

/** Whether it goes on where the part ends, in the same version of the file. */
const continues = (headers: Headers, { bytes, validator }: Have): boolean => {
  const range = RANGE.exec(headers.get('content-range') ?? '')
  const version = validatorOf(headers)
  return (
    range !== null &&
    Number(range[1]) === bytes &&
    !isCoded(headers) &&
    (version === undefined || version === validator)
  )
}

/**
 * Where the bytes of an answer belong; undefined where they are a rest that does not fit the part (RFC 9110, 14.4 and
 * 13.1.5: another range than the one asked for, or of another version).
 */
export const readAnswer = ({ status, headers }: Response, have: Have): Answer | undefined => {
  if (status === 206)
    return continues(headers, have) ? { from: have.bytes, total: totalOf(headers) } : undefined
  const length = headers.get('content-length')
  return { from: 0, total: length === null || isCoded(headers) ? undefined : Number(length) }
}
