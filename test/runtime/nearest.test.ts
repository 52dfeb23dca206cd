import { describe, expect, it } from 'vitest'
import { nearest } from '../../src/runtime/nearest.ts'

describe('the nearest word', () => {
  it.each([
    ['moton', ['motion', 'track'], 'motion'],
    ['iamge', ['image', 'stream'], 'image'],
    ['LIST', ['list', 'show'], 'list'],
    ['compl', ['config', 'completion'], 'completion'],
    ['--jsno', ['--json', '--quiet'], '--json'],
    ['zebra', ['list', 'show'], undefined],
    ['', ['list', 'x'], undefined],
  ])('of "%s" in %j is %s', (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected)
  })
})
