import { StringDecoder } from 'node:string_decoder'

/** Characters of one line; what is longer is cut, and says so. */
const MAX_LINE = 16 * 1024

const whole = (kept: string, cut: number): string => {
  const line = kept.endsWith('\r') && cut === 0 ? kept.slice(0, -1) : kept
  return cut === 0 ? line : `${line} [cut: ${cut} more characters]`
}

/** Makes whole lines of the chunks of a byte stream, in bounded memory. */
export const createLineSplitter = (onLines: (lines: string[]) => void) => {
  const decoder = new StringDecoder('utf8')
  let kept = ''
  let cut = 0

  const keep = (text: string): void => {
    const room = MAX_LINE - kept.length
    kept += text.slice(0, Math.max(0, room))
    cut += Math.max(0, text.length - Math.max(0, room))
  }

  const take = (text: string): void => {
    const parts = text.split('\n')
    const lines: string[] = []
    for (const [index, part] of parts.entries()) {
      keep(part)
      if (index === parts.length - 1) break
      lines.push(whole(kept, cut))
      kept = ''
      cut = 0
    }
    if (lines.length > 0) onLines(lines)
  }

  return {
    write: (chunk: Buffer): void => take(decoder.write(chunk)),
    /** Gives a last line that has no line end. */
    end: (): void => {
      take(decoder.end())
      if (kept !== '' || cut > 0) take('\n')
    },
  }
}
