import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { POD_BACKOFF } from '../../../src/runtime/process/backoff.ts'
import { systemClock } from '../../../src/runtime/process/clock.ts'
import { type KeptProcess, keepProcess } from '../../../src/runtime/process/kept-process.ts'
import { MARKER } from '../../../src/runtime/process/marked-processes.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gaze-kept-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** A program that says something and then waits for the end of its channel. */
const PROGRAM = `console.error('all is well'); process.on('disconnect', () => process.exit(0)); process.send('here')`

const keep = (noteDir: string) => {
  const pids: number[] = []
  const said = new EventTarget()
  const kept: KeptProcess = keepProcess({
    noteDir,
    logPath: join(dir, 'log'),
    clock: systemClock,
    backoff: POD_BACKOFF,
    graceMs: 10_000,
    launch: async () => {
      const uid = `test-${process.pid}-${dir}`
      const child = spawn(process.execPath, ['-e', PROGRAM], {
        env: { ...process.env, [MARKER]: uid },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      })
      pids.push(child.pid as number)
      return { child, uid }
    },
    heard: () => said.dispatchEvent(new Event('heard')),
    ended: () => false,
    changed: () => {},
  })
  return { kept, pids, heard: once(said, 'heard') }
}

describe('a process that is kept', () => {
  it('is noted while it runs, and forgotten when it has ended', async () => {
    const noteDir = join(dir, 'note')
    const { kept, pids, heard } = keep(noteDir)
    await heard
    const note = JSON.parse(readFileSync(join(noteDir, 'process.json'), 'utf8')) as {
      process: { pid: number }
    }
    expect(note.process.pid).toBe(pids[0])
    await kept.stop()
    expect(kept.state()).toBe('gone')
    expect(() => readFileSync(join(noteDir, 'process.json'))).toThrow('ENOENT')
  })

  it('that is killed is not explained by what it said before', async () => {
    const { kept, pids, heard } = keep(join(dir, 'note'))
    await heard
    process.kill(pids[0] as number, 'SIGKILL')
    await expect.poll(() => kept.death().message).toMatch(/^it was killed \(SIGKILL\): .*memory/)
    await kept.stop()
  })

  it('is neither left nor started twice where it cannot be noted', async () => {
    writeFileSync(join(dir, 'file'), '')
    const { kept, pids, heard } = keep(join(dir, 'file', 'note'))
    await heard
    expect(kept.state()).toBe('running')
    expect(kept.pid()).toBe(pids[0])
    await kept.stop()
    expect(kept.state()).toBe('gone')
    expect(pids).toHaveLength(1)
    expect(readFileSync(join(dir, 'log'), 'utf8')).toContain('gaze: the process cannot be noted: ENOTDIR')
  })
})
