import { describe, expect, it } from 'vitest'
import { describeDifferences, differences } from '../../../src/runtime/control/differences.ts'

describe('differences', () => {
  it.each([
    ['nothing', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, ''],
    ['a value', { a: 1, b: 'x' }, { a: 1, b: 'y' }, 'b: "x" -> "y"'],
    ['one deep down', { a: [{ b: 1 }] }, { a: [{ b: 2 }] }, 'a[0].b: 1 -> 2'],
    ['one more', { a: [1] }, { a: [1, 2] }, 'a[1]: nothing -> 2'],
    ['one less', { a: 1, b: 2 }, { a: 1 }, 'b: 2 -> nothing'],
    ['another kind', { a: [1] }, { a: { 0: 1 } }, 'a: [1] -> {"0":1}'],
    ['several', { a: 1, b: 2 }, { a: 2, b: 3 }, 'a: 1 -> 2\nb: 2 -> 3'],
  ])('%s', (_, from, to, text) => {
    expect(describeDifferences(differences(from, to))).toBe(text)
  })

  it('of very many the first, and how many more', () => {
    const text = describeDifferences(
      differences({}, Object.fromEntries(Array.from({ length: 100 }, (_, n) => [n, n]))),
    )
    expect(text.split('\n')).toHaveLength(41)
    expect(text).toMatch(/39: nothing -> 39\nand 60 more$/)
  })
})
