import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { isAlive, ownIdentity, processMark } from '../../../src/runtime/service/process-mark.ts'

it('marks this process the same each time', () => {
  expect(ownIdentity()).toEqual(ownIdentity())
  expect(isAlive(ownIdentity())).toBe(true)
})

it('tells a process from a later one of its pid', () => {
  expect(isAlive({ pid: process.pid, mark: 'another boot/1' })).toBe(false)
})

it('knows a child until its end', async () => {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'])
  const identity = { pid: child.pid ?? 0, mark: processMark(child.pid ?? 0) ?? '' }
  expect(isAlive(identity)).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(isAlive(identity)).toBe(false)
})

it('does not take what is left of an ended process for a process', async () => {
  const script = 'sleep 60 & echo $!; kill -9 $!; exec sleep 60'
  const parent = spawn('sh', ['-c', script])
  const [line] = (await once(parent.stdout, 'data')) as [Buffer]
  const zombie = Number(line.toString())
  await expect.poll(() => processMark(zombie)).toBeUndefined()
  parent.kill('SIGKILL')
  await once(parent, 'exit')
})

it.each([0, -1, 1.5, Number.NaN, 2 ** 31])('has no mark for pid %s', (pid) => {
  expect(processMark(pid)).toBeUndefined()
})
