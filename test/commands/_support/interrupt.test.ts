import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../../src/runtime/package-root.ts'
import { cliEnvironment, createHome, startCli } from '../../support/cli.ts'

const home = createHome()
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** Goes on until it is told to end. */
const ENDLESS =
  'scene fps=10 duration=1h rate=real ! motion ! track ! count-line name=door line=0.5,0:0.5,1 ! print'

describe('an interrupted command', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends in order at the first %s, without an error', async (signal, code) => {
    const running = startCli(['pipeline', 'run', ENDLESS, '--json'], { home })
    await running.until(/gaze\.line\.crossed/)
    const result = await running.stop(signal)
    expect({ code: result.code, signal: result.signal }).toEqual({ code, signal: null })
    expect(result.stderr).not.toContain('Error')
    for (const line of result.stdout.trimEnd().split('\n'))
      expect(() => JSON.parse(line) as unknown).not.toThrow()
  })

  it('ends when its reader leaves', () => {
    const bin = join(packageRoot, 'bin', 'run.js')
    const script = `set -o pipefail; '${process.execPath}' '${bin}' pipeline run '${ENDLESS}' --json | head -1`
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
      env: cliEnvironment(home),
      encoding: 'utf8',
      timeout: 120_000,
    })
    expect(JSON.parse(stdout)).toMatchObject({ type: 'gaze.line.crossed' })
    expect({ status, error: /error/i.test(stderr) }).toEqual({ status: 0, error: false })
  })
})
