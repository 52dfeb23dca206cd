import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { packageRoot } from '../../src/runtime/package-root.ts'
import { type CliOptions, cliEnvironment } from './cli.ts'

export const NOBODY = 65_534
export const isRoot = process.getuid?.() === 0

export interface Said {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the built program as a user whom modes stop: this one, or `uid` where this one is root. */
export const asUser = async (
  args: readonly string[],
  { home, env, uid = NOBODY }: { home: string; env?: CliOptions['env']; uid?: number },
): Promise<Said> => {
  const child = spawn(process.execPath, [join(packageRoot, 'bin', 'run.js'), ...args], {
    env: cliEnvironment(home, env),
    timeout: 120_000,
    ...(isRoot ? { uid, gid: uid } : {}),
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (data: Buffer) => (said.stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (said.stderr += data.toString()))
  const [code] = (await once(child, 'close')) as [number]
  return { code, ...said }
}
