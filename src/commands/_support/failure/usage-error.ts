import { GazeError } from '../../../runtime/errors.ts'
import { nearest } from '../../../runtime/nearest.ts'

interface Known {
  readonly flags?: Readonly<Record<string, { readonly char?: string }>>
}

/** What the argument parser throws: text for people, and for some kinds the words it stumbled over. */
interface ParserError extends Error {
  readonly oclif: { readonly exit?: number }
  readonly parse?: { readonly input?: Known }
  readonly flags?: readonly string[]
  readonly args?: readonly (string | { readonly name: string })[]
}

export const isParserError = (error: unknown): error is ParserError =>
  error instanceof Error && 'oclif' in error

/** What `this.exit(code)` throws: no failure to report, just the exit code. */
export const isExit = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EEXIT'

// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence starts with one.
const ANSI = /\u001B\[[0-9;]*m/g

/** `names`: the flags that there are, as they are written. */
export const unknownFlags = (flags: readonly string[], names: readonly string[], help: string): GazeError => {
  const near = nearest(flags[0] ?? '', names)
  const text = flags.length === 1 ? `Unknown flag ${flags[0]}` : `Unknown flags ${flags.join(', ')}`
  return new GazeError('USAGE', text, {
    why: near ? `The nearest known flag is ${near}.` : 'The command has no such flag.',
    hint: near ? `${near} instead of ${flags[0]}` : help,
    details: { flags },
  })
}

const wrongArguments = (error: ParserError, help: string): GazeError => {
  const args = error.args ?? []
  const names = args.map((arg) => (typeof arg === 'string' ? arg : arg.name.toUpperCase()))
  const unexpected = args.some((arg) => typeof arg === 'string')
  return unexpected
    ? new GazeError('USAGE', `Unexpected argument ${names.map((name) => `"${name}"`).join(', ')}`, {
        why: 'The command takes fewer arguments.',
        hint: help,
        details: { args: names },
      })
    : new GazeError('USAGE', `Missing argument ${names.join(', ')}`, {
        why: 'The command cannot tell what to act on.',
        hint: help,
        details: { missing: names },
      })
}

/** Removes what the parser wraps around the message of a flag's own check. */
export const unwrapMessage = (message: string): string =>
  message
    .replace(ANSI, '')
    .replace(/^Parsing (--\S+) \n\t/, '$1: ')
    .replace(/\nSee more help with --help$/, '')
    .replace(/^Missing required flag (\w)/, 'Missing required flag --$1')
    .replace(/^Expected --format=/, 'Expected -o ')
    .trim()

/** The parser's complaint in the form of all our errors; `command` is the one whose help has the answer. */
export const usageError = (error: ParserError, command = 'gaze'): GazeError => {
  const help = `${command} --help`
  const names = Object.keys(error.parse?.input?.flags ?? {}).map((name) => `--${name}`)
  if (error.flags) return unknownFlags(error.flags, names, help)
  if (error.args) return wrongArguments(error, help)
  const [what = '', ...why] = unwrapMessage(error.message)
    .replace(/^The following errors? occurred:\s*/, '')
    .split('\n')
  return new GazeError('USAGE', what.trim(), { why: why.map((line) => line.trim()).join(' '), hint: help })
}
