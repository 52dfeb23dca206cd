/** One line of a MOT Challenge detection file: pixels, the picture's first pixel being 1. */
export interface MotLine {
  /** From 1 on. */
  readonly frame: number
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
  /** As the detector gave it, in any range; undefined where the line has none. */
  readonly score: number | undefined
}

/** A frame number beyond is no video but a mistake: years at any rate. */
const MOST_FRAMES = 100_000_000

export const hasExtent = ({ w, h }: MotLine): boolean => w > 0 && h > 0

/** What tables begin with. */
const HEADING = /^"?frame\w*"?(\s*[,\s]\s*"?[a-z_]+"?){5}/i

/** Thrown for what is no such line; `line` counts from 1. */
export class MotLineError extends Error {
  constructor(
    readonly line: number,
    what: string,
  ) {
    super(`line ${line}: ${what}`)
  }
}

/**
 * Parses `frame,id,x,y,w,h[,conf[,…]]` a line (Leal-Taixé et al., MOTChallenge 2015, arXiv:1504.01942), comma- or
 * space-separated; left out are empty lines, comments (`#`) and a heading. @throws MotLineError
 */
export const parseMotLines = (text: string): MotLine[] => {
  const lines: MotLine[] = []
  for (const [index, line] of text.split(/\r\n?|\n/).entries()) {
    const text = line.trim()
    if (text === '' || text.startsWith('#') || (index === 0 && HEADING.test(text))) continue
    lines.push(parseLine(text, index + 1))
  }
  return lines
}

/** An empty field is none. */
const numberOf = (field: string): number => (field === '' ? Number.NaN : Number(field))

const parseLine = (text: string, line: number): MotLine => {
  const fields = text.split(/\s*,\s*|\s+/)
  const [frame, , x, y, w, h, given] = fields.map(numberOf) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number?,
  ]
  const score = fields[6] === '' ? undefined : given
  if (fields.length < 6)
    throw new MotLineError(line, 'it has fewer than six fields; frame,id,x,y,w,h,conf is due')
  if (![frame, x, y, w, h, score ?? 0].every(Number.isFinite))
    throw new MotLineError(line, 'a field is no number')
  const wrong = whatIsWrongWith(frame)
  if (wrong !== undefined) throw new MotLineError(line, wrong)
  return { frame, x, y, w, h, score }
}

const whatIsWrongWith = (frame: number): string | undefined => {
  if (!Number.isInteger(frame)) return `its frame ${frame} is no whole number`
  if (frame < 1) return `it is of frame ${frame}, and frames are counted from 1`
  return frame > MOST_FRAMES ? `its frame ${frame} is beyond ${MOST_FRAMES}` : undefined
}
