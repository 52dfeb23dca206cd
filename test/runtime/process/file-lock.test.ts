import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { withFileLock } from '../../../src/runtime/process/file-lock.ts'
import { ownIdentity } from '../../../src/runtime/service/process-mark.ts'

const dir = mkdtempSync(join(tmpdir(), 'gaze-file-lock-'))
const path = join(dir, 'file')
const lock = `${path}.lock`
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const never = new AbortController().signal

it('lets one in at a time, and leaves nothing', async () => {
  let inside = 0
  let most = 0
  const work = async (): Promise<void> => {
    inside += 1
    most = Math.max(most, inside)
    await new Promise((resolve) => setTimeout(resolve, 5))
    inside -= 1
  }
  await Promise.all(Array.from({ length: 8 }, () => withFileLock(path, work, never)))
  expect(most).toBe(1)
  expect(existsSync(lock)).toBe(false)
})

it('is given back by work that fails', async () => {
  await expect(withFileLock(path, () => Promise.reject(new Error('no')), never)).rejects.toThrow('no')
  expect(existsSync(lock)).toBe(false)
})

it('is taken over from a process that is gone', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  writeFileSync(lock, JSON.stringify({ pid, mark: ownIdentity().mark }))
  expect(await withFileLock(path, () => Promise.resolve('done'), never)).toBe('done')
})

it('is taken over by one of many that find it at the same time', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  const left = JSON.stringify({ pid, mark: ownIdentity().mark })
  for (let round = 0; round < 8; round += 1) {
    writeFileSync(lock, left)
    // Killed as well, while it took over from the first.
    writeFileSync(`${lock}.lock`, left)
    let inside = 0
    let most = 0
    let done = 0
    const contend = async (number: number): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, number))
      const work = async (): Promise<void> => {
        inside += 1
        most = Math.max(most, inside)
        await new Promise((resolve) => setTimeout(resolve, 2))
        inside -= 1
        done += 1
      }
      await withFileLock(path, work, new AbortController().signal)
    }
    await Promise.all(Array.from({ length: 50 }, (_, number) => contend(number)))
    expect({ most, done }).toEqual({ most: 1, done: 50 })
    expect(readdirSync(dir)).toEqual([])
  }
})

it('is waited for until the signal says otherwise', async () => {
  writeFileSync(lock, JSON.stringify(ownIdentity()))
  const reason = new Error('enough')
  const ending = new AbortController()
  const waiting = withFileLock(path, () => Promise.resolve(), ending.signal)
  ending.abort(reason)
  await expect(waiting).rejects.toBe(reason)
  expect(existsSync(lock)).toBe(true)
})
