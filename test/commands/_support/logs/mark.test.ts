import { describe, expect, it } from 'vitest'
import { mark } from '../../../../src/commands/_support/logs/mark.ts'

describe('what --highlight marks', () => {
  it.each([
    ['a 7 b', ['7'], 'a <7> b'],
    ['error 7', ['error', '\\d'], '<error> <7>'],
    ['error', ['err', 'ror'], '<error>'],
    ['abcd', ['bc', 'c', 'abc'], '<abc>d'],
    ['aa', ['a'], '<aa>'],
    ['abc', ['x*', 'b'], 'a<b>c'],
    ['äöü', ['ö'], 'ä<ö>ü'],
    ['abc', [], 'abc'],
  ])('%j by %j is %j', (text, patterns, expected) => {
    const everywhere = patterns.map((pattern) => new RegExp(pattern, 'gu'))
    expect(mark(text, everywhere, (hit) => `<${hit}>`)).toBe(expected)
  })

  it('is not looked for in the colours of what another pattern has marked', () => {
    const patterns = [/e/gu, /7/gu]
    expect(mark('e', patterns, (hit) => `\u001b[7m${hit}\u001b[27m`)).toBe('\u001b[7me\u001b[27m')
  })
})
