import { mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLogCursor } from '../../../src/runtime/logs/log-cursor.ts'
import { openLogFile } from '../../../src/runtime/logs/log-file.ts'
import { createLineSplitter } from '../../../src/runtime/logs/line-splitter.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gaze-logs-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const drain = (cursor: ReturnType<typeof openLogCursor>): string[] => {
  const texts: string[] = []
  for (let lines = cursor.next(); lines.length > 0; lines = cursor.next())
    texts.push(...lines.map(({ text }) => text))
  return texts
}

describe('log files', () => {
  it('are bounded, and a reader that keeps up sees every line once over rotations', () => {
    const path = join(dir, 'pod.log')
    const log = openLogFile({ path, maxBytes: 2_000, files: 3 })
    const cursor = openLogCursor(path)
    const seen: string[] = []
    for (let n = 0; n < 1_000; n++) {
      log.write('out', [`line ${n}`])
      if (n % 37 === 0) seen.push(...drain(cursor))
    }
    seen.push(...drain(cursor))
    expect(seen).toEqual(Array.from({ length: 1_000 }, (_, n) => `line ${n}`))
    expect(cursor.missed()).toBe(0)
    expect(readdirSync(dir).sort()).toEqual(['pod.log', 'pod.log.1', 'pod.log.2'])
    for (const file of readdirSync(dir)) expect(statSync(join(dir, file)).size).toBeLessThanOrEqual(2_000)
    cursor.close()
  })

  it('a reader that is too slow is told, and goes on without a line twice', () => {
    const path = join(dir, 'pod.log')
    const log = openLogFile({ path, maxBytes: 1_000, files: 2 })
    const cursor = openLogCursor(path)
    log.write('out', ['line 0'])
    expect(drain(cursor)).toEqual(['line 0'])
    for (let n = 1; n < 200; n++) log.write('out', [`line ${n}`])
    const seen = drain(cursor)
    expect(cursor.missed()).toBeGreaterThan(0)
    expect(seen.at(-1)).toBe('line 199')
    expect(new Set(seen).size).toBe(seen.length)
  })

  it('a reader of a log that is removed and begun anew goes on with the new one', () => {
    const path = join(dir, 'pod.log')
    const first = openLogFile({ path })
    const cursor = openLogCursor(path)
    first.write('out', ['line 0', 'line 1'])
    first.close()
    rmSync(path)
    expect(drain(cursor)).toEqual([])
    openLogFile({ path }).write('out', ['line 0'])
    expect(drain(cursor)).toEqual(['line 0'])
    openLogFile({ path }).write('out', ['line 1'])
    expect(drain(cursor)).toEqual(['line 1'])
    rmSync(path)
    expect(drain(cursor)).toEqual([])
    openLogFile({ path }).write('out', ['line 2'])
    expect(drain(cursor)).toEqual(['line 2'])
    expect(cursor.missed()).toBe(0)
    cursor.close()
  })

  it('counts what a full disk takes, and says so', () => {
    const path = join(dir, 'pod.log')
    symlinkSync('/dev/full', path)
    const log = openLogFile({ path })
    log.write('out', ['one', 'two'])
    expect(log.lost()).toBe(2)
    expect(log.trouble()).toMatch(/ENOSPC/)
    log.close()
    rmSync(path)
    log.write('out', ['three'])
    expect(log.trouble()).toBe('')
    const cursor = openLogCursor(path)
    expect(drain(cursor)).toEqual([expect.stringMatching(/^gaze: 2 log lines lost: ENOSPC/), 'three'])
    cursor.close()
  })

  it('times rise, also when the clock is set back', () => {
    const path = join(dir, 'pod.log')
    let now = 1_000
    const log = openLogFile({ path, nowMs: () => now })
    log.write('out', ['a', 'b'])
    now = 500
    log.write('err', ['c'])
    const times = openLogCursor(path)
      .next()
      .map(({ time }) => time)
    expect(times).toEqual([...times].sort())
    expect(new Set(times).size).toBe(3)
  })
})

describe('createLineSplitter', () => {
  const split = (...chunks: (string | Buffer)[]): string[] => {
    const lines: string[] = []
    const splitter = createLineSplitter((more) => lines.push(...more))
    for (const chunk of chunks) splitter.write(Buffer.from(chunk))
    splitter.end()
    return lines
  }

  it('joins what chunks have torn, characters too', () => {
    const word = Buffer.from('grün\r\nblau')
    expect(split(word.subarray(0, 3), word.subarray(3))).toEqual(['grün', 'blau'])
    expect(split('a\n\nb\n')).toEqual(['a', '', 'b'])
  })

  it('cuts long lines and says by how much', () => {
    const [line, next] = split(`${'x'.repeat(20_000)}\nnext\n`)
    expect(line).toBe(`${'x'.repeat(16_384)} [cut: 3616 more characters]`)
    expect(next).toBe('next')
  })
})
