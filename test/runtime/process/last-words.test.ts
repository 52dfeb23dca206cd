import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { createLastWords } from '../../../src/runtime/process/last-words.ts'

/** What Node.js itself says on stderr when it runs that until it ends. */
const stderrOf = (program: string, ...flags: string[]): string[] =>
  spawnSync(process.execPath, [...flags, '-e', program], { encoding: 'utf8' }).stderr.split('\n')

const hear = (lines: readonly string[]) => {
  const words = createLastWords()
  words.hear(lines)
  return { words: words.get(), heapFull: words.heapFull() }
}

const FILLS_HEAP = 'console.error("begins"); const all = []; for (;;) all.push(`${Math.random()}`.split(""))'

describe('the last words of a process', () => {
  it('whose heap was full say that, not the frames of its trace', () => {
    const lines = stderrOf(FILLS_HEAP, '--max-old-space-size=16')
    expect(hear(lines)).toEqual({
      words: 'its JavaScript heap is full, so Node.js has ended it',
      heapFull: true,
    })
    const kept = lines.slice(lines.findIndex((line) => line.includes('Native stack trace')))
    expect(hear(kept)).toMatchObject({ heapFull: true })
  })

  it.each([
    ['throw new Error("no such camera")', 'Error: no such camera'],
    ['throw Object.assign(new RangeError("too far"), { code: "E1", at: { x: 1 } })', 'RangeError: too far'],
    ['throw new Error("outer", { cause: new Error("inner") })', 'Error: outer'],
    ['console.error(new Error("earlier")); console.error("goes"); process.exit(3)', 'goes'],
    ['console.error("only this"); process.exit(3)', 'only this'],
  ])('%s', (program, words) => {
    expect(hear(stderrOf(program))).toEqual({ words, heapFull: false })
  })

  it('are those since it was started', () => {
    const words = createLastWords()
    words.hear(stderrOf(FILLS_HEAP, '--max-old-space-size=16'))
    words.clear()
    words.hear(['{"level":"info","message":"starts"}', ''])
    expect([words.get(), words.heapFull()]).toEqual(['starts', false])
  })
})
