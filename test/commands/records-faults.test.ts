import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/runtime/package-root.ts'
import { stateDir } from '../../src/runtime/state-dir.ts'
import { asUser, isRoot, NOBODY } from '../support/as-user.ts'
import { cliEnvironment, createHome, runCli, runJson, stateOf } from '../support/cli.ts'
import { fillImages } from '../support/fill-records.ts'

let home: string
beforeEach(() => {
  home = createHome()
})
afterEach(() => rmSync(home, { recursive: true, force: true }))
const errorOf = (stderr: string) => (JSON.parse(stderr) as { error: Record<string, unknown> }).error

const fill = (count: number): Promise<void> => fillImages(stateDir(stateOf(home)).records, count)

describe('a record store that is read-only', () => {
  it('is listed, and writing fails with the reason and the next step', async () => {
    await fill(2)
    const { root, records } = stateDir(stateOf(home))
    for (const dir of [home, join(home, 'state'), root]) if (isRoot) chownSync(dir, NOBODY, NOBODY)
    for (const file of readdirSync(records)) chmodSync(join(records, file), 0o444)
    chmodSync(records, 0o555)
    const list = await asUser(['image', 'list', '-o', 'name'], { home })
    expect(list).toEqual({ code: 0, stdout: 'image-0\nimage-1\n', stderr: '' })
    const add = await asUser(['image', 'add', 'x', '--command', 'cat', '--json'], { home })
    expect(add).toMatchObject({ code: 1, stdout: '' })
    expect(errorOf(add.stderr)).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      why: expect.stringContaining('may not write'),
      hint: expect.stringContaining('--state-dir'),
    })
    chmodSync(records, 0o700)
  })
})

describe('a home in which nothing can be kept', () => {
  const unknownUser = 54_321
  const bare = { XDG_CONFIG_HOME: undefined, XDG_STATE_HOME: undefined, XDG_CACHE_HOME: undefined }
  const homes = {
    'a file system without files': { ...bare, HOME: '/proc/none' },
    'a device': { ...bare, HOME: '/dev/null' },
    'one of somebody else': { ...bare, HOME: '/usr' },
    'none at all': { ...bare, HOME: undefined },
  }

  it.each(Object.entries(homes))('%s: what is read is empty, what would write says why', async (_, env) => {
    const run = (...args: string[]) => asUser([...args, '--json'], { home, env, uid: unknownUser })
    for (const noun of ['image', 'stream'])
      expect(await run(noun, 'list')).toEqual({ code: 0, stdout: '[]\n', stderr: '' })
    expect(JSON.parse((await run('status')).stdout)).toMatchObject({ running: false, streams: {} })
    expect(await run('config', 'show')).toMatchObject({ code: 0, stderr: '' })
    for (const args of [['image', 'add', 'x', '--command', 'cat'], ['up'], ['up', '--foreground']]) {
      const { code, stdout, stderr } = await run(...args)
      expect([code, stdout]).toEqual([1, ''])
      expect(errorOf(stderr)).toMatchObject({
        code: 'STORE_UNAVAILABLE',
        why: expect.any(String),
        hint: expect.stringContaining('--state-dir'),
      })
    }
  })
})

describe('a record store that is damaged', () => {
  it('is an error of every command, not a crash', async () => {
    const { records } = stateDir(stateOf(home))
    mkdirSync(records, { recursive: true })
    writeFileSync(join(records, 'data.mdb'), Buffer.alloc(50_000, 'x'))
    for (const args of [
      ['image', 'list'],
      ['stream', 'list'],
      ['stream', 'restart', 'a'],
    ]) {
      const result = await runCli([...args, '--json'], { home })
      expect(result).toMatchObject({ code: 1, signal: null, stdout: '' })
      expect(errorOf(result.stderr)).toMatchObject({ code: 'STORE_UNAVAILABLE' })
    }
  })
})

describe('a reader who has seen enough', () => {
  const pipe = async (command: string): Promise<{ code: number; stdout: string; stderr: string }> => {
    const run = `"${process.execPath}" "${join(packageRoot, 'bin', 'run.js')}"`
    const child = spawn('bash', ['-o', 'pipefail', '-c', `${run} ${command}`], { env: cliEnvironment(home) })
    const said = { stdout: '', stderr: '' }
    child.stdout.on('data', (data: Buffer) => (said.stdout += data.toString()))
    child.stderr.on('data', (data: Buffer) => (said.stderr += data.toString()))
    const [code] = (await once(child, 'close')) as [number]
    return { code, ...said }
  }

  it.each(['image list | head -1', 'image list --json | head -1', 'image list -o name | head -c 1'])(
    '%s',
    async (command) => {
      await fill(3_000)
      const { code, stderr } = await pipe(command)
      expect(stderr).toBe('')
      expect([0, 141]).toContain(code)
    },
  )

  it('gets all of it when slow', async () => {
    await fill(3_000)
    const { code, stdout } = await pipe('image list --json | (sleep 1; cat)')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toHaveLength(3_000)
  })
})

it('keeps every record that many commands add at once', async () => {
  const names = Array.from({ length: 8 }, (_, i) => `n${i}`)
  const added = await Promise.all(
    names.map((name) => runCli(['image', 'add', name, '--command', 'cat'], { home })),
  )
  expect(added.map(({ code }) => code)).toEqual(names.map(() => 0))
  const images = await runJson<{ name: string }[]>(['image', 'list'], { home })
  expect(images.map(({ name }) => name)).toEqual(names)
})
