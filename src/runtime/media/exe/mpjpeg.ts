import type { ByteReader } from './byte-reader.ts'

/** Takes a part off FFmpeg's `mpjpeg` output: lines of a head, an empty line, the JPEG. Undefined at the end. */
export const readJpeg = async (reader: ByteReader): Promise<Uint8Array | undefined> => {
  let length = 0
  for (;;) {
    const line = await reader.line()
    if (line === undefined) return undefined
    const found = /^Content-length: (\d+)/i.exec(line)
    if (found) length = Number(found[1])
    if (line.trim() === '' && length > 0) break
  }
  const bytes = new Uint8Array(length)
  return (await reader.fill(bytes)) ? bytes : undefined
}
