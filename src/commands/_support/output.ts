import { write } from './terminal/streams.ts'
import { type Column, table } from './table.ts'

export type Format = 'text' | 'json' | 'yaml' | 'name' | 'wide'

/**
 * Data on stdout. Each call resolves when there is room for more, so a command that awaits them
 * neither fills the memory nor loses anything to a slow reader.
 */
export interface Output {
  readonly format: Format
  /** A list: table, array of JSON, YAML, or names. `rows` are the objects of JSON. */
  list<T extends { readonly name: string }>(rows: readonly T[], columns: readonly Column<T>[]): Promise<void>
  /** One thing at the end of a command: the object with --json, else the text for people. */
  record(object: object, text: string | (() => string)): Promise<void>
  /** One line of many, for commands that follow: the object on a line of its own with --json, a YAML document, else the text. */
  line(object: object, text: string | (() => string)): Promise<void>
  /** Some such lines in one write; a text that is empty is a line too. */
  lines<T>(items: readonly T[], forms: LineForms<T>): Promise<void>
}

export interface LineForms<T> {
  object(item: T): object
  text(item: T): string
}

const ended = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`)
const withNewline = (text: string): string => (text === '' ? text : ended(text))
const said = (text: string | (() => string)): string => withNewline(typeof text === 'string' ? text : text())

const document = async (value: unknown, format: Format): Promise<string | undefined> => {
  if (format === 'json') return `${JSON.stringify(value, undefined, 2)}\n`
  if (format === 'yaml') return (await import('yaml')).stringify(value)
  return undefined
}

export const createOutput = (format: Format, headers: boolean, signal: AbortSignal): Output => {
  const print = (text: string): Promise<void> => write(process.stdout, text, signal)
  return {
    format,
    async list(rows, columns) {
      const whole = await document(rows, format)
      if (whole !== undefined) return print(whole)
      if (format === 'name') return print(rows.map((row) => `${row.name}\n`).join(''))
      const wide = format === 'wide'
      // What is no terminal is read by programs, which want it whole; one without a size says 0.
      const cells = wide || !process.stdout.isTTY ? undefined : process.stdout.columns || undefined
      return print(table(rows, columns, { headers, wide, cells }))
    },
    async record(object, text) {
      return print((await document(object, format)) ?? said(text))
    },
    async line(object, text) {
      if (format === 'yaml') return print(`---\n${await document(object, format)}`)
      return print(format === 'json' ? `${JSON.stringify(object)}\n` : said(text))
    },
    async lines(items, { object, text }) {
      if (items.length === 0) return
      const plain = (item: (typeof items)[number]): string =>
        format === 'json' ? JSON.stringify(object(item)) : text(item)
      const whole = async (): Promise<string[]> => {
        if (format !== 'yaml') return items.map((item) => ended(plain(item)))
        return Promise.all(items.map(async (item) => `---\n${await document(object(item), format)}`))
      }
      return print((await whole()).join(''))
    },
  }
}
