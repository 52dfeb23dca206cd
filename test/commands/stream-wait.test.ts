import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHome, runCli, runJson, startCli } from '../support/cli.ts'

interface Stream {
  readonly phase: string
  readonly readyReplicas: number
  readonly generation: number
  readonly observedGeneration: number
  readonly pods: { readonly name: string; readonly phase: string }[]
}

/** A v0 program: ready as soon as it listens where it is told to. */
const LISTENS = `
require('node:net').createServer(() => {}).listen(Number(process.env.GAZE_IN_PORT), '127.0.0.1')
`

let home: string
let programs: string
beforeAll(async () => {
  home = createHome()
  programs = mkdtempSync(join(tmpdir(), 'gaze-programs-'))
  writeFileSync(join(programs, 'listens.cjs'), LISTENS)
  const images: [string, string][] = [
    ['listens', `${process.execPath} ${programs}/listens.cjs`],
    ['dies', `sh -c 'echo the lens is dirty >&2; exit 3'`],
    ['deaf', 'sleep 1000'],
  ]
  for (const [name, command] of images) await runJson(['image', 'add', name, '--command', command], { home })
  const here = `${process.execPath} listens.cjs`
  await runJson(['image', 'add', 'here', '--command', here], { home, cwd: programs })
  await runJson(['up', '--ingest', '127.0.0.1:0'], { home })
})
afterAll(async () => {
  await runCli(['down'], { home })
  rmSync(home, { recursive: true, force: true })
  rmSync(programs, { recursive: true, force: true })
})
const run = (...args: string[]) => runCli(args, { home })
const json = (...args: string[]) => runJson<Stream>(args, { home })
const errorOf = (stderr: string) => (JSON.parse(stderr) as { error: Record<string, unknown> }).error

describe('waiting for a stream', () => {
  it('ends when its pods are ready', async () => {
    const ready = { phase: 'Running', readyReplicas: 2, generation: 1, observedGeneration: 1 }
    const scaled = await json('stream', 'scale', 'good', '--image', 'listens', '--replicas', '2')
    expect(scaled).toMatchObject({ ...ready, result: 'created' })
    expect(scaled.pods.map(({ phase }) => phase)).toEqual(['Running', 'Running'])
  })

  it('ends for a program that was named by a relative path', async () => {
    expect(await json('stream', 'scale', 'near', '--image', 'here')).toMatchObject({ readyReplicas: 1 })
  })

  it('ends when they are replaced', async () => {
    const before = await json('stream', 'show', 'good')
    const after = await json('stream', 'restart', 'good')
    expect(after).toMatchObject({ phase: 'Running', readyReplicas: 2, observedGeneration: 2 })
    const names = new Set(before.pods.map(({ name }) => name))
    const old = after.pods.filter(({ name, phase }) => names.has(name) && phase !== 'Terminating')
    expect(old).toEqual([])
  })

  it('ends when there are none left', async () => {
    expect(await json('stream', 'scale', 'good', '--replicas', '0')).toMatchObject({
      phase: 'Stopped',
      pods: [],
    })
  })

  it('fails with the reason when its pods keep dying', async () => {
    const failed = await run('stream', 'scale', 'bad', '--image', 'dies', '--json')
    expect(failed).toMatchObject({ code: 1, stdout: '' })
    expect(errorOf(failed.stderr)).toMatchObject({
      code: 'STREAM_FAILED',
      why: expect.stringContaining('the lens is dirty'),
    })
  })

  it('gives up in time, and says what it saw last', async () => {
    const late = await run('stream', 'scale', 'late', '--image', 'deaf', '--timeout', '6s', '--json')
    expect(late).toMatchObject({ code: 5, stdout: '' })
    expect(errorOf(late.stderr)).toMatchObject({
      code: 'TIMEOUT',
      why: expect.stringMatching(/Waited for 1 ready pod at generation 1; last seen: Pending/),
    })
  })

  it('ends at Ctrl-C, says what it saw last, and leaves the record', async () => {
    const waiting = startCli(['stream', 'scale', 'late', '--queue', '3'], { home })
    await expect.poll(async () => (await json('stream', 'show', 'late')).observedGeneration).toBe(2)
    const { code, stdout, stderr } = await waiting.stop('SIGINT')
    expect([code, stdout]).toEqual([130, ''])
    // It looks ten times a second, and may not have seen yet what was seen here.
    expect(stderr).toMatch(
      /^Stopped waiting for 1 ready pod at generation 2; last seen: (Pending|its change has not been taken up).* Stream "late" is recorded; gaze stream show late\n$/,
    )
    expect(await json('stream', 'show', 'late')).toMatchObject({ queue: 3 })
  })

  it('waits for the end of the pods of a removed stream', async () => {
    expect((await run('stream', 'remove', 'late', '--confirm', 'late')).code).toBe(0)
    const { stdout } = await run('status', '--json')
    expect(stdout).not.toContain('late')
  })

  it('says when the stack ends meanwhile', async () => {
    const waiting = startCli(['stream', 'scale', 'more', '--image', 'deaf', '--json'], { home })
    await expect.poll(async () => (await run('stream', 'show', 'more')).code).toBe(0)
    await run('down')
    const { code, stderr } = await waiting.ended
    expect([code, errorOf(stderr).code]).toEqual([1, 'NOT_RUNNING'])
    expect(await json('stream', 'show', 'more')).toMatchObject({
      phase: 'Pending',
      reason: 'NotRunning',
      pods: [],
    })
  })
})
