import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textDiff } from '../../../../src/runtime/control/deploy/text-diff.ts'

describe('textDiff', () => {
  it('shows three lines around what differs', () => {
    const lines = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
    const from = `${lines.join('\n')}\n`
    expect(textDiff(from, from.replace('e\n', 'E\n'), 'x')).toBe(
      '--- live/x\n+++ wanted/x\n@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n',
    )
    expect(textDiff(from, from, 'x')).toBe('')
    expect(textDiff('', 'a\n', 'x')).toBe('--- /dev/null\n+++ wanted/x\n@@ -0,0 +1,1 @@\n+a\n')
  })

  it('is what patch turns the one text into the other with', () => {
    const dir = mkdtempSync(join(tmpdir(), 'gaze-diff-'))
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 30 })
    const path = join(dir, 'file')
    try {
      fc.assert(
        fc.property(text, text, (from, to) => {
          const [a, b] = [from, to].map((lines) => `${lines.join('\n')}\n`) as [string, string]
          const diff = textDiff(a, b, 'x')
          if (a === b) return diff === ''
          writeFileSync(path, a)
          execFileSync('git', ['apply', '--unsafe-paths', '-p0', '-'], {
            cwd: dir,
            input: diff.replace(/^(---|\+\+\+) .*$/gm, '$1 file'),
            env: { ...process.env, GIT_CEILING_DIRECTORIES: dir },
          })
          return readFileSync(path, 'utf8') === b
        }),
        { numRuns: 60 },
      )
    } finally {
      rmSync(dir, { recursive: true })
    }
  })
})
