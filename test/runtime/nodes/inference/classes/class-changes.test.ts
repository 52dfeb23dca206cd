import { describe, expect, it } from 'vitest'
import { createClassChanges } from '../../../../../src/runtime/nodes/inference/classes/class-changes.ts'

/** What is told, by its place, of one class a tenth of a second. */
const run = (hold: number, names: readonly (string | undefined)[]) => {
  const changeOf = createClassChanges(hold)
  return names.flatMap((name, n) => {
    const change = changeOf(name, n / 10)
    return change === undefined ? [] : [[n, name, change.before]]
  })
}

describe('changes of a class', () => {
  it('tell what it is at first at once, and each change where none has to hold', () => {
    expect(run(0, [undefined, 'a', 'a', 'b', 'a'])).toEqual([
      [1, 'a', undefined],
      [3, 'b', 'a'],
      [4, 'a', 'b'],
    ])
  })

  it('tell of another class once it has held', () => {
    expect(run(0.25, ['a', 'b', 'a', 'b', 'b', 'b', 'b', 'b'])).toEqual([
      [0, 'a', undefined],
      [6, 'b', 'a'],
    ])
    expect(run(0.15, ['a', 'b', 'c', 'b', 'c', 'c', 'c'])).toEqual([
      [0, 'a', undefined],
      [6, 'c', 'a'],
    ])
  })

  it('tell that it is of none any more', () => {
    expect(run(0.15, ['a', undefined, undefined, undefined, undefined, 'a'])).toEqual([
      [0, 'a', undefined],
      [3, undefined, 'a'],
      [5, 'a', undefined],
    ])
  })
})
