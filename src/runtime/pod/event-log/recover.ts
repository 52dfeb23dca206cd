import { open, stat } from 'node:fs/promises'
import { decodeRecord, isSegmentHeader, SEGMENT_HEADER_BYTES, segmentHeader } from './format.ts'
import { listSegments, type Segment } from './segments.ts'

export interface Recovered {
  /** Oldest first, with their sizes; the last is the one to write on in. */
  readonly segments: readonly (Segment & { readonly bytes: number })[]
  readonly nextOffset: number
  /** Bytes of a torn tail that were cut off. */
  readonly cutBytes: number
}

/** Where the intact records end, and the offset that comes next. */
export const scan = (bytes: Buffer, base: number): { end: number; nextOffset: number } => {
  if (!isSegmentHeader(bytes, base)) return { end: 0, nextOffset: base }
  let end = SEGMENT_HEADER_BYTES
  let nextOffset = base
  for (;;) {
    const decoded = decodeRecord(bytes, end)
    if (decoded === 'short' || decoded === 'bad') return { end, nextOffset }
    end += decoded.bytes
    nextOffset = decoded.event.offset + 1
  }
}

const mendLast = async ({
  base,
  path,
}: Segment): Promise<{ end: number; nextOffset: number; cut: number }> => {
  const file = await open(path, 'r+')
  try {
    const bytes = await file.readFile()
    const { end, nextOffset } = scan(bytes, base)
    if (end < bytes.length) await file.truncate(end)
    if (end >= SEGMENT_HEADER_BYTES) return { end, nextOffset, cut: bytes.length - end }
    await file.write(segmentHeader(base), 0, SEGMENT_HEADER_BYTES, 0)
    return { end: SEGMENT_HEADER_BYTES, nextOffset, cut: bytes.length }
  } finally {
    await file.close()
  }
}

/** Finds what is there; reads only the last segment, and cuts off what of it is not intact. */
export const recover = async (dir: string): Promise<Recovered> => {
  const found = await listSegments(dir)
  const last = found.at(-1)
  if (last === undefined) return { segments: [], nextOffset: 0, cutBytes: 0 }
  const { end, nextOffset, cut } = await mendLast(last)
  const sizes = await Promise.all(found.map(async ({ path }) => (await stat(path)).size))
  const segments = found.map((segment, at) => ({ ...segment, bytes: segment === last ? end : sizes[at]! }))
  return { segments, nextOffset, cutBytes: cut }
}
