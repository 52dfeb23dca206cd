import type { ChalkInstance } from 'chalk'
import type { LogLine } from '../../../runtime/cluster/types.ts'
import { type Choice, checkChoice, chosenLogs } from '../../../runtime/control/logs/choose.ts'
import { lineFilter, parsePattern } from '../../../runtime/control/logs/filter.ts'
import { type LogFileName, latestLogs } from '../../../runtime/control/logs/log-files.ts'
import type { TailedLine } from '../../../runtime/control/logs/log-line.ts'
import { tailLogs } from '../../../runtime/control/logs/tail.ts'
import { parseTemplate } from '../../../runtime/control/logs/template.ts'
import { watchStack } from '../../../runtime/control/logs/watch-stack.ts'
import { requireLocalSite } from '../../../runtime/control/site/require-local.ts'
import type { Site } from '../../../runtime/control/site.ts'
import { logText } from './log-text.ts'

export interface PrintLogsOptions {
  readonly choice: Choice
  /** Milliseconds back from now. */
  readonly since?: number | undefined
  readonly tail?: number | undefined
  readonly previous: boolean
  readonly include?: readonly string[] | undefined
  readonly exclude?: readonly string[] | undefined
  readonly highlight?: readonly string[] | undefined
  readonly timestamps: boolean
  readonly follow: boolean
  readonly template?: string | undefined
  readonly format?: string | undefined
  readonly signal: AbortSignal
  readonly paint: ChalkInstance
  notice(text: string): void
  print(line: LogLine, text: string): Promise<void>
}

const patterns = (flag: string, texts: readonly string[] = []): RegExp[] =>
  texts.map((text) => parsePattern(flag, text))

const renderer = (options: PrintLogsOptions): ((line: TailedLine) => string) => {
  const { timestamps, paint, format, template } = options
  const highlight = patterns('--highlight', options.highlight)
  if (template !== undefined) return parseTemplate(template)
  if (format === 'raw') return ({ time, raw }) => (timestamps ? `${time} ${raw}` : raw)
  return (line) => logText(line, { timestamps, highlight, paint })
}

/**
 * Prints the lines that were asked for until the end, or until the signal.
 * @throws GazeError USAGE, STREAM_NOT_FOUND
 */
export const printLogs = async (site: Site, options: PrintLogsOptions): Promise<void> => {
  const { choice, since, tail, follow, notice } = options
  const render = renderer(options)
  const wanted = lineFilter(patterns('--include', options.include), patterns('--exclude', options.exclude))
  const local = requireLocalSite(site, 'gaze logs tail')
  await checkChoice(local, choice, follow)
  const alive = new Set((await site.records.pods.list()).map(({ name }) => name))
  const list = (): LogFileName[] => chosenLogs(local.dir, choice)
  const lines = tailLogs({
    list: options.previous ? () => latestLogs(list(), alive) : list,
    alive,
    ...(since === undefined ? {} : { since: new Date(Date.now() - since).toISOString() }),
    ...(tail === undefined ? {} : { tail }),
    previous: options.previous,
    follow,
    wanted,
    notice,
    over: watchStack(local, choice.all ? [] : choice.streams, notice),
    signal: options.signal,
  })
  for await (const { raw, ...line } of lines) await options.print(line, render({ ...line, raw }))
}
