import type { TimeBase } from '../source/timeline.ts'
import type { ByteReader } from './byte-reader.ts'

/** What `showinfo` says of one picture. */
export interface Shown {
  readonly pts: bigint | undefined
  /** `1280x720` */
  readonly size: string
}

export interface Messages {
  /** Of the next picture, and the time base its stamp counts in; undefined when there is none. */
  next(): Promise<{ readonly shown: Shown; readonly base: TimeBase } | undefined>
  /** Pictures that could not be decoded. */
  readonly complaints: number
  /** Pictures that were decoded in part, and made up for the rest. */
  readonly patched: number
  /** Why reading stopped before the end, or empty: FFmpeg itself then ends as if all were well. */
  readonly broken: string
  /** The last lines that were not about a picture. */
  readonly last: string
}

const PICTURE = /\[Parsed_showinfo_.*\] n: *\d+ pts: *(-?\d+|NOPTS) .* s:(\d+x\d+) /
const CONFIG = /\[Parsed_showinfo_.*\] config in time_base: (\d+)\/(\d+)/
/** A picture was lost; what could be concealed is no loss. The two wordings are those of FFmpeg to 6 and from 7 on. */
const COMPLAINT = /Error while decoding stream|Error submitting packet to decoder/

const PATCHED = /concealing \d+ DC/

const BROKEN = /Error during demuxing: (.*)|(Stream ends prematurely.*)/

/** Reads FFmpeg's stderr, where pictures are announced between what it has to say otherwise. */
export const createMessages = (reader: ByteReader): Messages => {
  let base: TimeBase = { num: 1, den: 1_000_000 }
  let [complaints, patched] = [0, 0]
  let [last, broken] = ['', '']
  return {
    get broken() {
      return broken
    },
    get complaints() {
      return complaints
    },
    get patched() {
      return patched
    },
    get last() {
      return last
    },
    next: async () => {
      for (;;) {
        const line = await reader.line()
        if (line === undefined) return undefined
        const picture = PICTURE.exec(line)
        if (picture !== null) {
          const [, pts = '', size = ''] = picture
          return { base, shown: { pts: pts === 'NOPTS' ? undefined : BigInt(pts), size } }
        }
        const config = CONFIG.exec(line)
        if (config !== null) base = { num: Number(config[1]), den: Number(config[2]) }
        if (COMPLAINT.test(line)) complaints++
        if (PATCHED.test(line)) patched++
        const [, reason, early] = BROKEN.exec(line) ?? []
        broken ||= reason ?? early ?? ''
        if (!line.includes('showinfo') && line.trim() !== '') last = line
      }
    },
  }
}
