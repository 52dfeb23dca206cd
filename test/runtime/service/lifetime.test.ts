import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'

let child: ChildProcess
afterEach(() => child.kill('SIGKILL'))

const start = async (way: string, ipc = false) => {
  const args = ['--import', 'tsx', join(import.meta.dirname, 'lifetime-child.ts'), way]
  child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? (['ipc'] as const) : [])],
  })
  const said = { stdout: '', stderr: '' }
  for (const where of ['stdout', 'stderr'] as const) {
    child[where]!.setEncoding('utf8').on('data', (text: string) => {
      said[where] += text
    })
  }
  const ended = Promise.all([
    once(child, 'exit'),
    once(child.stdout!, 'close'),
    once(child.stderr!, 'close'),
  ]).then(([[code]]) => code as number)
  while (!said.stdout.includes('up') && child.exitCode === null) await sleep(10)
  return { ended, said }
}

describe('the life of a process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends in order on %s, the last part first', async (signal) => {
    const { ended, said } = await start('orderly')
    child.kill(signal)
    expect(await ended).toBe(0)
    expect(said.stdout).toBe('up\nsecond\nfirst\n')
  })

  it('ends in order when its parent lets go of it', async () => {
    const { ended, said } = await start('orderly', true)
    child.disconnect()
    expect(await ended).toBe(0)
    expect(said.stdout).toBe('up\nsecond\nfirst\n')
  })

  it('leaves SIGINT to a parent that holds it', async () => {
    const { ended, said } = await start('orderly', true)
    child.kill('SIGINT')
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(said.stderr).toMatch(/"reason":"SIGTERM"/)
  })

  it('ends at once on a second signal', async () => {
    const { ended, said } = await start('slow')
    child.kill('SIGTERM')
    while (!said.stderr.includes('ending')) await sleep(10)
    child.kill('SIGTERM')
    expect(await ended).toBe(143)
  })

  it('gives up what hangs, says it, and still ends the rest', async () => {
    const { ended, said } = await start('hanging')
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(said.stdout).toBe('up\ndeadline\nafter\n')
  })

  it('goes on when one part fails to end', async () => {
    const { ended, said } = await start('throwing')
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(said.stdout).toContain('after')
    expect(said.stderr).toMatch(/throwing did not end well.*it broke/)
  })

  it('ends with the reason as its last line', async () => {
    const { ended, said } = await start('failing')
    expect(await ended).toBe(1)
    expect(said.stdout).toContain('after')
    expect(said.stderr.trim().split('\n').at(-1)).toBe('the source is gone')
  })

  it('ends with the message of what nobody caught', async () => {
    const { ended, said } = await start('crashing')
    expect(await ended).toBe(1)
    expect(said.stderr.trim().split('\n').at(-1)).toBe('an unforeseen thing')
  })

  it('does not die of logs that nobody reads', async () => {
    const { ended } = await start('orderly')
    child.stderr!.destroy()
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })

  it('tells its parent the newest of what it has to say', async () => {
    const heard: number[] = []
    const { ended } = await start('telling', true)
    child.on('message', (message) => heard.push((message as { n: number }).n))
    while (heard.at(-1) !== 999) await sleep(10)
    expect(heard.length).toBeLessThan(1_000)
    child.disconnect()
    expect(await ended).toBe(0)
  })
})
