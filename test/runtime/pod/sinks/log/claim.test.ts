import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claim } from '../../../../../src/runtime/pod/sinks/log/claim.ts'
import { processMark } from '../../../../../src/runtime/service/process-mark.ts'

let dir: string
let path: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gaze-claim-'))
  path = join(dir, 'kafka-1.claim')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const nobody = JSON.stringify({ pid: 1, mark: 'another start of the machine' })

describe('a claim', () => {
  it('is one at a time, and leaves nothing', () => {
    const release = claim(path)
    expect(release).toBeDefined()
    expect(claim(path)).toBeUndefined()
    expect(readdirSync(dir)).toEqual(['kafka-1.claim'])
    release?.()
    expect(readdirSync(dir)).toEqual([])
    expect(claim(path)).toBeDefined()
  })

  it.each([nobody, '', 'cut o'])('of nobody who lives is taken over', (text) => {
    writeFileSync(path, text)
    expect(claim(path)).toBeDefined()
    expect(readdirSync(dir)).toEqual(['kafka-1.claim'])
  })

  it('of another process lasts as long as that lives', async () => {
    const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'])
    await once(other, 'spawn')
    writeFileSync(path, JSON.stringify({ pid: other.pid, mark: processMark(other.pid!) }))
    expect(claim(path)).toBeUndefined()
    other.kill('SIGKILL')
    await once(other, 'exit')
    expect(claim(path)).toBeDefined()
  })
})
