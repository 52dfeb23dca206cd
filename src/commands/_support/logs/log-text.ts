import type { ChalkInstance } from 'chalk'
import type { TailedLine } from '../../../runtime/control/logs/log-line.ts'

const COLORS = [
  'cyan',
  'green',
  'magenta',
  'yellow',
  'blue',
  'cyanBright',
  'greenBright',
  'magentaBright',
] as const

/** The same colour for the same name, in every run. */
const colorOf = (name: string): (typeof COLORS)[number] => {
  let hash = 0
  for (const char of name) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0
  return COLORS[hash % COLORS.length] ?? 'cyan'
}

const LEVELS: Readonly<Record<string, 'red' | 'yellow' | 'gray'>> = {
  error: 'red',
  warn: 'yellow',
  debug: 'gray',
}

/** What the prefix says already is left out. */
const fieldText = ({ fields, stream, pod }: TailedLine): string =>
  Object.entries(fields ?? {})
    .filter(([name, value]) => !(name === 'stream' && value === stream) && !(name === 'pod' && value === pod))
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('')

export interface LogTextOptions {
  readonly timestamps: boolean
  readonly highlight: readonly RegExp[]
  readonly paint: ChalkInstance
}

/** One line for people: who, when if asked for, the level unless it is info, and what was said. */
export const logText = (line: TailedLine, { timestamps, highlight, paint }: LogTextOptions): string => {
  const who = line.pod || (line.service ?? '')
  const level = line.level === undefined || line.level === 'info' ? '' : `${line.level.toUpperCase()} `
  const color = LEVELS[line.level ?? '']
  const marked = highlight.reduce(
    (text, pattern) => text.replaceAll(new RegExp(pattern.source, 'gu'), (hit) => hit && paint.inverse(hit)),
    line.message,
  )
  const said = `${color === undefined ? level : paint[color](level)}${marked}${paint.dim(fieldText(line))}`
  return `${paint[colorOf(who)](who)} ${timestamps ? `${line.time} ` : ''}${said}`
}
