import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/** What a seqinfo.ini says of its sequence; what it does not say is undefined. */
export interface SequenceInfo {
  /** Frames a second. */
  readonly fps?: number
  /** Pixels. */
  readonly width?: number
  readonly height?: number
  /** Frames in all. */
  readonly length?: number
}

const KEYS = { frameRate: 'fps', imWidth: 'width', imHeight: 'height', seqLength: 'length' } as const

/** Takes the positive numbers of the known keys; everything else is left out. */
const parseSequenceInfo = (text: string): SequenceInfo => {
  const info: { -readonly [K in keyof SequenceInfo]: SequenceInfo[K] } = {}
  for (const line of text.split(/\r?\n/)) {
    const [key = '', value = ''] = line.split('=').map((part) => part.trim())
    const name = Object.hasOwn(KEYS, key) ? KEYS[key as keyof typeof KEYS] : undefined
    const number = Number(value)
    if (name !== undefined && value !== '' && number > 0 && Number.isFinite(number)) info[name] = number
  }
  return info
}

/** Reads the seqinfo.ini beside the file or one folder above, as in `<sequence>/det/det.txt`; empty where there is none. */
export const findSequenceInfo = async (path: string): Promise<SequenceInfo> => {
  const folder = dirname(resolve(path))
  for (const place of [folder, dirname(folder)]) {
    const text = await readFile(join(place, 'seqinfo.ini'), 'utf8').catch(() => undefined)
    if (text !== undefined) return parseSequenceInfo(text)
  }
  return {}
}
