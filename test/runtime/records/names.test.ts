import { describe, expect, it } from 'vitest'
import { checkName, isName, suggestName } from '../../../src/runtime/records/names.ts'

describe('names', () => {
  it.each(['a', '7', 'door-1', 'a--b', 'x'.repeat(40)])('takes %s', (name) => {
    expect(checkName('stream', name)).toBe(name)
  })

  it.each([
    ['Front Door', 'front-door'],
    ['-a', 'a'],
    ['a-', 'a'],
    ['Küche_2', 'kuche-2'],
    ['../etc/passwd', 'etc-passwd'],
    [`${'x'.repeat(39)}-y`, 'x'.repeat(39)],
    ['', undefined],
    ['日本', undefined],
    ['a\n', 'a'],
  ])('refuses %j and suggests %s', (name, suggestion) => {
    expect(isName(name)).toBe(false)
    expect(suggestName(name)).toBe(suggestion)
    expect(() => checkName('stream', name)).toThrow(
      expect.objectContaining({
        code: 'INVALID_NAME',
        exit: 2,
        why: expect.stringContaining('[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?'),
        hint: expect.stringContaining(suggestion ?? 'Choose another name'),
      }),
    )
  })
})
