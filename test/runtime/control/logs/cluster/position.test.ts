import { describe, expect, it } from 'vitest'
import { createPosition } from '../../../../../src/runtime/control/logs/cluster/position.ts'

const taken = (times: readonly string[], position = createPosition()): string[] =>
  times.filter((time) => position.take(time))

describe('position in a log', () => {
  it('takes every line of a first reading, whatever their times', () => {
    expect(taken(['2', '2', '1', '3'])).toEqual(['2', '2', '1', '3'])
  })

  it.each([
    ['all again', ['1', '2', '2'], ['1', '2', '2'], []],
    ['a further line of the same time', ['1', '2'], ['2', '2', '2'], ['2', '2']],
    ['what comes behind', ['1', '2'], ['1', '2', '3', '3'], ['3', '3']],
    ['a clock that was set back behind what is new', ['5'], ['5', '6', '3'], ['6', '3']],
  ])('read again: %s', (_, before, again, expected) => {
    const position = createPosition()
    taken(before, position)
    position.reopen()
    expect(taken(again, position)).toEqual(expected)
  })

  it('counts lines of one time over several readings', () => {
    const position = createPosition()
    taken(['1'], position)
    position.reopen()
    expect(taken(['1', '1'], position)).toEqual(['1'])
    position.reopen()
    expect(taken(['1', '1', '1'], position)).toEqual(['1'])
    expect(position.last()).toBe('1')
  })
})
