import { describe, expect, it } from 'vitest'
import { changeEnv, parseEnvFlags } from '../../../src/runtime/control/env-flags.ts'

describe('--env', () => {
  it.each([
    ['a value', ['A=1'], { set: { A: '1' }, unset: [] }],
    ['an empty value', ['A='], { set: { A: '' }, unset: [] }],
    ['= in a value', ['A=b=c-'], { set: { A: 'b=c-' }, unset: [] }],
    ['one to take away', ['A-'], { set: {}, unset: ['A'] }],
    ['the last of a name', ['A=1', 'A-', 'B-', 'B=2'], { set: { B: '2' }, unset: ['A'] }],
    [
      'a name of objects',
      ['constructor=1', '__proto__=2'],
      { set: expect.objectContaining({ constructor: '1' }), unset: [] },
    ],
  ])('takes %s', (_, flags, change) => {
    expect(parseEnvFlags(flags)).toEqual(change)
  })

  it.each([['A'], ['=1'], ['1A=2'], ['A B=2'], ['-'], ['A.B=1']])('refuses %s', (flag) => {
    expect(() => parseEnvFlags([flag])).toThrow(expect.objectContaining({ code: 'USAGE' }))
  })

  it('changes what it names and keeps the rest, by name', () => {
    const changed = changeEnv({ Z: '1', A: '1', M: '1' }, { set: { B: '2', Z: '3' }, unset: ['M'] })
    expect(Object.entries(changed)).toEqual([
      ['A', '1'],
      ['B', '2'],
      ['Z', '3'],
    ])
  })
})
