import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../src/runtime/package-root.ts'
import { cliEnvironment, createHome } from './support/cli.ts'

const run = promisify(execFile)
const home = createHome()
const prefix = join(home, 'prefix')
const installed = join(prefix, 'lib', 'node_modules', 'gaze')
const env = cliEnvironment(home, { PATH: `${join(prefix, 'bin')}:${process.env.PATH}` })
/** Hundreds of megabytes are asked of a registry and written. */
const INSTALL_MS = 900_000

afterAll(() => rmSync(home, { recursive: true, force: true }))

/** npm keeps the caller's settings: a registry of one's own is needed here too. */
const npm = (args: readonly string[], cwd: string): Promise<{ stdout: string }> =>
  run('npm', [...args, '--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=5'], {
    cwd,
    env: { ...process.env, TMPDIR: home },
    maxBuffer: 2 ** 26,
  })

describe('the packed program', () => {
  it(
    'installs into an empty prefix and works there',
    async () => {
      mkdirSync(prefix, { recursive: true })
      const { stdout } = await npm(
        ['pack', '--ignore-scripts', '--json', '--pack-destination', home],
        packageRoot,
      )
      const [{ filename = '' } = {}] = JSON.parse(stdout) as { filename?: string }[]
      await npm(['install', '--global', '--prefix', prefix, join(home, filename)], home)

      expect(readdirSync(installed)).toEqual(
        expect.arrayContaining(['LICENSE', 'bin', 'dist', 'examples', 'oclif.manifest.json', 'package.json']),
      )
      for (const own of ['src', 'test', 'bench']) expect(readdirSync(installed)).not.toContain(own)

      const gaze = (...args: string[]) => run('gaze', args, { cwd: home, env })
      expect(JSON.parse((await gaze('version', '--json')).stdout)).toMatchObject({
        platform: process.platform,
      })
      await gaze('image', 'add', 'sleeper', '--command', 'sleep 1')
      expect((await gaze('image', 'list', '-o', 'name')).stdout).toBe('sleeper\n')
      expect((await gaze('node', 'list', '-o', 'name')).stdout).toContain('count-line\n')
    },
    INSTALL_MS,
  )
})
