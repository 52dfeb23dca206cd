import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { shellWords } from '../../../../src/runtime/control/images/shell-words.ts'

const CASES: [name: string, text: string, words: string[]][] = [
  ['words', 'a b  c', ['a', 'b', 'c']],
  ['blanks of all kinds', ' a\tb\n c ', ['a', 'b', 'c']],
  ['nothing', '   ', []],
  ['single quotes', "a 'b  c' d", ['a', 'b  c', 'd']],
  ['double quotes', 'a "b  c" d', ['a', 'b  c', 'd']],
  ['an empty word', `a '' "" b`, ['a', '', '', 'b']],
  ['parts of one word', `a'b'"c"d`, ['abcd']],
  ['a backslash', 'a\\ b \\"c\\\'', ['a b', `"c'`]],
  ['a backslash in single quotes', "'a\\b\\'", ['a\\b\\']],
  ['backslashes in double quotes', '"a\\b \\" \\\\ \\$x"', ['a\\b " \\ $x']],
  ['quotes in the other quotes', `"it's" 'so "so"'`, ["it's", 'so "so"']],
  ['a continued line', 'a\\\nb "c\\\nd"', ['ab', 'cd']],
  ['a quoted newline', "'a\nb'", ['a\nb']],
]

describe('shell words', () => {
  it.each(CASES)('%s', (_, text, words) => {
    expect(shellWords(text)).toEqual(words)
  })

  it.each(CASES.filter(([, text]) => !text.includes('\n')))('%s, as sh itself splits it', (_, text) => {
    const printed = execFileSync('sh', ['-c', `for word in ${text}; do printf '%s\\0' "$word"; done`, 'sh'])
    const bySh = printed.toString().split('\0').slice(0, -1)
    expect(shellWords(text)).toEqual(bySh)
  })

  it('expands nothing', () => {
    expect(shellWords('echo $HOME *.ts | wc; `id` ~ #x')).toEqual([
      ...['echo', '$HOME', '*.ts', '|', 'wc;', '`id`', '~', '#x'],
    ])
  })

  it.each([
    ["a 'b", 3],
    ['a "b', 3],
    ['a "b\\"', 3],
    ['ab\\', 3],
  ])('refuses %s', (text, column) => {
    expect(() => shellWords(text)).toThrow(expect.objectContaining({ code: 'USAGE', details: { column } }))
  })
})
