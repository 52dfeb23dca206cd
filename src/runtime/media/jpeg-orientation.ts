import { jpegSegments } from './jpeg-header.ts'

/** FFmpeg's filters that show a picture upright, by the orientation that EXIF 2.32 gives it (tag 0x0112, 1-8). */
const TURNS: Readonly<Record<number, string>> = {
  2: 'hflip',
  3: 'hflip,vflip',
  4: 'vflip',
  5: 'transpose=cclock_flip',
  6: 'transpose=clock',
  7: 'transpose=clock_flip',
  8: 'transpose=cclock',
}

const APP1 = 0xe1
const EXIF = 'Exif\0\0'
const ORIENTATION = 0x0112
const ENTRY_BYTES = 12

/** The tag's value in the first directory of a TIFF (TIFF 6.0, section 2); 1 where there is none. */
const orientationOf = (tiff: DataView): number => {
  const order = tiff.getUint16(0)
  if (order !== 0x4949 && order !== 0x4d4d) return 1
  const little = order === 0x4949
  const directory = tiff.getUint32(4, little)
  const count = tiff.getUint16(directory, little)
  for (let n = 0; n < count; n++) {
    const entry = directory + 2 + n * ENTRY_BYTES
    if (tiff.getUint16(entry, little) === ORIENTATION) return tiff.getUint16(entry + 8, little)
  }
  return 1
}

/** Filters that turn a JPEG the way a viewer shows it; none where its EXIF says nothing or is damaged. */
export const jpegTurn = (bytes: Uint8Array): string => {
  for (const { marker, at, end } of jpegSegments(bytes)) {
    const body = Buffer.from(
      bytes.buffer,
      bytes.byteOffset + at + 4,
      Math.max(0, Math.min(end, bytes.length) - at - 4),
    )
    if (marker !== APP1 || body.toString('latin1', 0, EXIF.length) !== EXIF) continue
    try {
      return (
        TURNS[
          orientationOf(new DataView(body.buffer, body.byteOffset + EXIF.length, body.length - EXIF.length))
        ] ?? ''
      )
    } catch (error) {
      // A directory that points out of its segment: shown as it is stored, as viewers do.
      if (error instanceof RangeError) return ''
      throw error
    }
  }
  return ''
}
