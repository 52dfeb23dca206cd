import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../../src/runtime/package-root.ts'
import { cliEnvironment, createHome, runCli } from '../../support/cli.ts'

const home = createHome()
const bin = join(packageRoot, 'bin', 'run.js')
const env = cliEnvironment(home)
const BIG = 'x'.repeat(100_000)

beforeAll(async () => {
  for (let i = 0; i < 5; i++)
    await runCli(['image', 'add', `big-${i}`, '--command', 'sleep 1', '--description', BIG], { home })
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** Reads nothing for a while, then all of it. */
const slowly = async (args: readonly string[]): Promise<{ code: number | null; stdout: string }> => {
  const child = spawn(process.execPath, [bin, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  await pause(1_000)
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout }
}

describe('output', () => {
  it('is whole behind a slow reader, in every format', async () => {
    for (const format of ['json', 'yaml']) {
      const { code, stdout } = await slowly(['image', 'list', '-o', format])
      expect(code).toBe(0)
      expect(stdout.length).toBeGreaterThan(5 * BIG.length)
      expect(stdout).toContain('big-4')
      if (format === 'json') expect(JSON.parse(stdout)).toHaveLength(5)
    }
  })

  it('is whole behind a slow reader when the command fails', async () => {
    writeFileSync(
      join(home, 'wrong.yaml'),
      `nodes:\n${Array.from({ length: 5_000 }, (_, i) => `  - id: n${i}\n    type: moton\n`).join('')}`,
    )
    const { code, stdout } = await slowly(['pipeline', 'check', join(home, 'wrong.yaml'), '--json'])
    expect(code).toBe(2)
    expect((JSON.parse(stdout) as { errors: unknown[] }).errors.length).toBeGreaterThanOrEqual(5_000)
  })

  it('is given up at the second signal when nobody reads on', async () => {
    const child = spawn(process.execPath, [bin, 'image', 'list', '--json'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'readable')
    child.kill('SIGTERM')
    await pause(500)
    expect(child.exitCode).toBe(null)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([143, null])
    child.stdout.destroy()
  })

  it('ends in silence when its reader leaves', () => {
    const script = `set -o pipefail; '${process.execPath}' '${bin}' image list --json | head -1`
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { env, encoding: 'utf8' })
    expect({ stdout, stderr }).toEqual({ stdout: '[\n', stderr: '' })
    expect([0, 141]).toContain(status)
  })

  it('lists as a table, names, YAML and JSON', async () => {
    const table = (await runCli(['context', 'list'])).stdout
    expect(table).toBe('NAME   KIND   NAMESPACE  CURRENT\nlocal  local  -          *\n')
    expect((await runCli(['context', 'list', '--no-headers'])).stdout).toBe('local  local  -  *\n')
    expect((await runCli(['context', 'list', '-o', 'name'])).stdout).toBe('local\n')
    expect((await runCli(['context', 'list', '-o', 'yaml'])).stdout).toContain('- name: local\n')
    const json = (await runCli(['context', 'list', '-o', 'json'])).stdout
    expect((await runCli(['context', 'list', '--json'])).stdout).toBe(json)
    expect(JSON.parse(json)).toEqual([{ name: 'local', kind: 'local', current: true }])
  })
})
