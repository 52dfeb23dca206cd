import { join } from 'node:path'
import { debugFromEnvironment } from '../../../runtime/config.ts'
import { type ErrorCode, GazeError, messageOf } from '../../../runtime/errors.ts'
import { packageRoot } from '../../../runtime/package-root.ts'
import { printable } from '../../../runtime/printable.ts'
import { interruption } from '../interrupt.ts'
import { paintFor } from '../terminal/paint.ts'
import { write } from '../terminal/streams.ts'
import { isExit, isParserError, unwrapMessage, usageError } from './usage-error.ts'

const SYSTEM: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  EACCES: ['NOT_ALLOWED', 'check the permissions, or use a path that is yours'],
  EPERM: ['NOT_ALLOWED', 'check the permissions, or use a path that is yours'],
  ENOENT: ['FILE_NOT_FOUND', 'check the path'],
  ENOTDIR: ['FAILED', 'a file is where a directory should be; use another path'],
  EISDIR: ['FAILED', 'a directory is where a file should be; use another path'],
  ENAMETOOLONG: ['FAILED', 'use a shorter path'],
  EROFS: ['FAILED', 'use a path that can be written, for example by --state-dir'],
  ENOSPC: ['FAILED', 'free some space on that disk, or use another by --state-dir'],
}

/** Before `--`, the words that are flags. */
const flagWords = (argv: readonly string[]): readonly string[] =>
  argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv

/** Whether the caller wants JSON, seen without the parser, which may be what failed. */
export const wantsJson = (argv: readonly string[]): boolean => {
  const words = flagWords(argv)
  const named = words.some((word, i) => ['-o', '--format'].includes(word) && words[i + 1] === 'json')
  return named || words.some((word) => ['--json', '-ojson', '-o=json', '--format=json'].includes(word))
}

/** Paths inside the program mean nothing to its user. */
const withoutOwnPaths = (text: string): string =>
  ['dist', 'node_modules'].reduce((result, dir) => result.replaceAll(join(packageRoot, dir), dir), text)

/** Anything that was thrown, as the one error class. */
export const toGazeError = (error: unknown): GazeError => {
  if (error instanceof GazeError) {
    error.message = unwrapMessage(error.message)
    return error
  }
  if (isParserError(error)) return usageError(error)
  const system = error instanceof Error && 'code' in error ? SYSTEM[String(error.code)] : undefined
  if (system) return new GazeError(system[0], messageOf(error), { hint: system[1], cause: error })
  return new GazeError('INTERNAL', withoutOwnPaths(messageOf(error)), {
    why: 'This is a fault in Gaze itself.',
    hint: 'run it again with --debug and report what it prints',
    cause: error,
  })
}

const stackOf = (error: GazeError): string => {
  const stacks: string[] = []
  for (let at: unknown = error; at instanceof Error && stacks.length < 8; at = at.cause)
    stacks.push(at.stack ?? '')
  return stacks.join('\ncaused by: ')
}

const asJson = (error: GazeError, stack: string | undefined): string =>
  `${JSON.stringify({
    error: {
      code: error.code,
      message: error.message,
      ...(error.why ? { why: error.why } : {}),
      hint: error.hint ?? '',
      details: error.details,
      ...(stack ? { stack } : {}),
    },
  })}\n`

/** One line of prose gets its full stop; lists of several lines stay as they are. */
const sentence = (text: string): string => (/[\n]|[.!?:]$/.test(text) ? text : `${text}.`)

const asText = async (error: GazeError, stack: string | undefined): Promise<string> => {
  const paint = await paintFor(process.stderr)
  const plain = (text: string): string => text.split('\n').map(printable).join('\n')
  const lines = [`${paint.red('Error:')} ${plain(error.message)}`]
  if (error.why) lines.push(plain(sentence(error.why)))
  if (error.hint) lines.push(`${paint.cyan('Try:')} ${plain(error.hint)}`)
  if (stack) lines.push(stack)
  return `${lines.join('\n')}\n`
}

const isQuiet = (error: unknown): boolean =>
  interruption.aborted &&
  error instanceof Error &&
  (error === interruption.reason || error.name === 'AbortError')

/** Says on stderr what went wrong and gives the exit code; an interruption needs no words. */
export const reportFailure = async (thrown: unknown, argv: readonly string[]): Promise<number> => {
  if (isQuiet(thrown)) return 1
  if (isParserError(thrown) && isExit(thrown)) return thrown.oclif.exit ?? 0
  const error = toGazeError(thrown)
  const debug = flagWords(argv).includes('--debug') || debugFromEnvironment()
  const stack = debug ? stackOf(error) : undefined
  await write(process.stderr, wantsJson(argv) ? asJson(error, stack) : await asText(error, stack))
  return error.exit
}
