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
  readonly mark: (text: string) => string
  readonly paint: ChalkInstance
}

/** Writes one line for people: who, when if asked for, the level unless it is info, and what was said. */
export const createLogText = ({
  timestamps,
  mark,
  paint,
}: LogTextOptions): ((line: TailedLine) => string) => {
  const painted = new Map<string, string>()

  const nameOf = (who: string): string => {
    const known = painted.get(who)
    if (known !== undefined) return known
    const text = paint[colorOf(who)](who)
    painted.set(who, text)
    return text
  }
  const levelOf = (level: string | undefined): string => {
    if (level === undefined || level === 'info') return ''
    const color = LEVELS[level]
    const text = `${level.toUpperCase()} `
    return color === undefined ? text : paint[color](text)
  }
  return (line) => {
    const fields = line.fields === undefined ? '' : paint.dim(fieldText(line))
    const time = timestamps ? `${line.time} ` : ''
    return `${nameOf(line.pod || (line.service ?? ''))} ${time}${levelOf(line.level)}${mark(line.message)}${fields}`
  }
}
