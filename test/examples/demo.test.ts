import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/runtime/package-root.ts'

const demo = join(packageRoot, 'dist', 'examples', 'demo.js')

const environmentOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    return ''
  }
}

/** Processes that carry the demo's temporary directory in their environment. */
const left = (temporary: string): string[] =>
  readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && environmentOf(pid).includes(temporary))

describe('the demo', () => {
  let temporary: string
  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), 'gaze-demo-test-'))
  })
  afterEach(() => rmSync(temporary, { recursive: true, force: true }))

  /** Runs it until it ends, or until it has said what `interruptAt` looks for. */
  const play = (interruptAt?: RegExp) =>
    new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
      const child = spawn(process.execPath, [demo], { env: { ...process.env, TMPDIR: temporary } })
      let out = ''
      let err = ''
      let interrupted = false
      child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text
        if (interruptAt === undefined || interrupted || !interruptAt.test(out)) return
        interrupted = true
        child.kill('SIGINT')
      })
      child.on('close', (code) => resolve({ code, out, err }))
    })

  it('counts what is true, balances, and leaves nothing', async () => {
    const { code, out, err } = await play()
    expect(`${out}${err}`).toContain('Counts against the truth')
    expect(out).not.toMatch(/WRONG|DOES NOT BALANCE/)
    expect(code).toBe(0)
    expect(readdirSync(temporary)).toEqual([])
    expect(left(temporary)).toEqual([])
  })

  it('leaves nothing when its reader leaves', async () => {
    const child = spawn(process.execPath, [demo], { env: { ...process.env, TMPDIR: temporary } })
    child.stdout.once('data', () => child.stdout.destroy())
    const code = await new Promise((resolve) => child.once('exit', resolve))
    expect(code).toBe(141)
    expect(readdirSync(temporary)).toEqual([])
    expect(left(temporary)).toEqual([])
  })

  it('leaves nothing when the terminal says Ctrl-C again and again', async () => {
    // A group of its own, as at a terminal, where Ctrl-C reaches the demo's own commands as well.
    const child = spawn(process.execPath, [demo], {
      env: { ...process.env, TMPDIR: temporary },
      detached: true,
    })
    const again = { timer: undefined as NodeJS.Timeout | undefined }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (!text.includes('gate ') || again.timer !== undefined) return
      // So often that it also meets commands that are being started and are still in the group.
      again.timer = setInterval(() => process.kill(-child.pid!, 'SIGINT'), 5)
    })
    child.stderr.resume()
    const [code, signal] = await once(child, 'exit')
    clearInterval(again.timer)
    // Node listens no more for the last moments of a process; a shell calls either 130.
    expect([code, signal]).toEqual(code === null ? [null, 'SIGINT'] : [130, null])
    expect(readdirSync(temporary)).toEqual([])
    expect(left(temporary)).toEqual([])
  })

  it.each([
    ['while the films are made', /Two films/],
    ['while the stack starts', /gaze up/],
    ['while a stream is scaled', /gaze stream scale street/],
    ['while frames flow', /gate +Running/],
  ])('leaves nothing after Ctrl-C %s', async (_when, at) => {
    const { code } = await play(at)
    expect(code).toBe(130)
    expect(readdirSync(temporary)).toEqual([])
    expect(left(temporary)).toEqual([])
  })
})
