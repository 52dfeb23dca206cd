import { GazeError } from '../../errors.ts'

const BLANK = /[ \t\n]/
/** What a backslash escapes within double quotes; before anything else it stands for itself. */
const ESCAPED_IN_QUOTES = '$`"\\'

interface Scanner {
  readonly text: string
  at: number
}

const unfinished = (what: string, column: number): GazeError =>
  new GazeError('USAGE', `The command has ${what} without its end`, {
    why: `It begins at column ${column}`,
    hint: 'Close it, or write the command in another kind of quotes',
    details: { column },
  })

const singleQuoted = (scan: Scanner): string => {
  const start = scan.at
  const end = scan.text.indexOf("'", start + 1)
  if (end < 0) throw unfinished("a '", start + 1)
  scan.at = end + 1
  return scan.text.slice(start + 1, end)
}

const escaped = (scan: Scanner): string => {
  const next = scan.text[scan.at + 1]
  if (next === undefined) throw unfinished('a \\', scan.at + 1)
  scan.at += 2
  return next === '\n' ? '' : next
}

const doubleQuoted = (scan: Scanner): string => {
  const start = scan.at
  let word = ''
  scan.at += 1
  while (scan.text[scan.at] !== '"') {
    const char = scan.text[scan.at]
    if (char === undefined) throw unfinished('a "', start + 1)
    const next = scan.text[scan.at + 1] ?? ''
    if (char === '\\' && (ESCAPED_IN_QUOTES.includes(next) || next === '\n')) word += escaped(scan)
    else {
      word += char
      scan.at += 1
    }
  }
  scan.at += 1
  return word
}

const part = (scan: Scanner): string => {
  const char = scan.text[scan.at] ?? ''
  if (char === "'") return singleQuoted(scan)
  if (char === '"') return doubleQuoted(scan)
  if (char === '\\') return escaped(scan)
  scan.at += 1
  return char
}

/**
 * Splits as a POSIX shell splits words: blanks, both kinds of quotes, backslashes. Nothing is expanded and no
 * character has another meaning, since no shell will run the words.
 * @throws GazeError USAGE for a quote without its end.
 */
export const shellWords = (text: string): string[] => {
  const scan: Scanner = { text, at: 0 }
  const words: string[] = []
  let word: string | undefined
  while (scan.at < text.length) {
    if (!BLANK.test(text[scan.at] ?? '')) {
      word = (word ?? '') + part(scan)
      continue
    }
    if (word !== undefined) words.push(word)
    word = undefined
    scan.at += 1
  }
  return word === undefined ? words : [...words, word]
}
