import { printable } from '../../runtime/printable.ts'

/** One column of a list. */
export interface Column<T> {
  readonly header: string
  readonly value: (row: T) => string | number | undefined
  /** It shows only with `-o wide`. */
  readonly wide?: boolean
  /** Of the last: its text may be of any length, and is cut where the terminal ends. */
  readonly cut?: boolean
}

interface TableOptions {
  readonly headers: boolean
  readonly wide: boolean
  /** Cells of a line of the terminal; nothing is cut without it. */
  readonly cells?: number | undefined
}

const BETWEEN = 2
/** In a terminal that is too narrow, lines wrap rather than lose all that was to be cut. */
const LEAST_CELLS = 16

/** East Asian wide characters and emoji take two cells; close enough for names and messages. */
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\u{1F300}-\u{1FAFF}]/gu

/** Most cells; ten thousand rows are measured in a fraction of the time. */
const ASCII = /^[\x20-\x7e]*$/

const width = (text: string): number =>
  ASCII.test(text) ? text.length : [...text].length + (text.match(WIDE)?.length ?? 0)

const cell = (value: string | number | undefined): string => {
  const text = printable(String(value ?? ''))
  return text === '' ? '-' : text
}

/** The beginning of a text, with … for the rest, in so many cells. */
const cutTo = (cells: number, text: string): string => {
  if (width(text) <= cells) return text
  let begin = ''
  for (const letter of text) {
    if (width(begin + letter) >= cells) break
    begin += letter
  }
  return `${begin.trimEnd()}…`
}

const most = (texts: readonly string[]): number =>
  texts.reduce((widest, text) => Math.max(widest, width(text)), 0)

/** Aligned, without borders, two spaces between columns, `-` for empty. Ends with a newline unless it is empty. */
export const table = <T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  { headers, wide, cells }: TableOptions,
): string => {
  const shown = columns.filter((column) => wide || column.wide !== true)
  const lines = rows.map((row) => shown.map((column) => cell(column.value(row))))
  if (headers) lines.unshift(shown.map((column) => column.header.toUpperCase()))
  const widths = shown.map((_, i) => most(lines.map((line) => line[i] ?? '')))
  const pad = (text: string, i: number): string => text + ' '.repeat((widths[i] ?? 0) - width(text))
  const last = shown.length - 1
  const before = widths.slice(0, last).reduce((sum, each) => sum + each + BETWEEN, 0)
  const room =
    cells === undefined || shown[last]?.cut !== true ? undefined : Math.max(LEAST_CELLS, cells - before)
  const draw = (text: string, i: number): string =>
    i === last && room !== undefined ? cutTo(room, text) : pad(text, i)
  return lines.map((line) => `${line.map(draw).join(' '.repeat(BETWEEN)).trimEnd()}\n`).join('')
}
