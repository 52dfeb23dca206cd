import type { ChalkInstance } from 'chalk'
import { lineFilter, parsePattern } from '../../../runtime/control/logs/filter.ts'
import type { TailedLine } from '../../../runtime/control/logs/log-line.ts'
import { tailLogs } from '../../../runtime/control/logs/tail.ts'
import type { TailOptions } from '../../../runtime/control/logs/tail-options.ts'
import { parseTemplate } from '../../../runtime/control/logs/template.ts'
import type { Site } from '../../../runtime/control/site.ts'
import { createLogText } from './log-text.ts'
import { mark } from './mark.ts'

export interface PrintLogsOptions extends Omit<TailOptions, 'wanted'> {
  readonly include?: readonly string[] | undefined
  readonly exclude?: readonly string[] | undefined
  readonly highlight?: readonly string[] | undefined
  readonly timestamps: boolean
  readonly template?: string | undefined
  readonly format?: string | undefined
  readonly paint: ChalkInstance
  print(lines: readonly TailedLine[], text: (line: TailedLine) => string): Promise<void>
}

const patterns = (flag: string, texts: readonly string[] = []): RegExp[] =>
  texts.map((text) => parsePattern(flag, text))

const renderer = (options: PrintLogsOptions): ((line: TailedLine) => string) => {
  const { timestamps, paint, format, template } = options
  const highlight = patterns('--highlight', options.highlight)
  const everywhere = highlight.map(({ source }) => new RegExp(source, 'gu'))
  const marked = (text: string): string => mark(text, everywhere, paint.inverse)
  if (template !== undefined) {
    const fill = parseTemplate(template)
    return (line) => fill({ ...line, message: marked(line.message), raw: marked(line.raw) })
  }
  if (format === 'raw') return ({ time, raw }) => (timestamps ? `${time} ${marked(raw)}` : marked(raw))
  return createLogText({ timestamps, mark: marked, paint })
}

/** Prints the lines that were asked for until the end, or until the signal. @throws GazeError as {@link tailLogs}. */
export const printLogs = async (site: Site, options: PrintLogsOptions): Promise<void> => {
  const render = renderer(options)
  const wanted = lineFilter(patterns('--include', options.include), patterns('--exclude', options.exclude))
  for await (const lines of tailLogs(site, { ...options, wanted })) await options.print(lines, render)
}
