import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../../src/runtime/package-root.ts'
import { createHome, runCli } from '../../support/cli.ts'

interface Reported {
  readonly error: {
    code: string
    message: string
    hint: string
    details: Record<string, unknown>
    stack?: string
  }
}

const home = createHome()
afterAll(() => rmSync(home, { recursive: true, force: true }))

const CASES = [
  { args: ['image', 'lst'], code: 2, error: 'USAGE', says: ['lst', 'gaze image list'] },
  { args: ['image', 'lst', '--help'], code: 2, error: 'USAGE', says: ['lst', 'gaze image list'] },
  { args: ['imag', '--help'], code: 2, error: 'USAGE', says: ['imag', 'gaze image'] },
  { args: ['iamge', 'list'], code: 2, error: 'USAGE', says: ['iamge list', 'gaze image list'] },
  { args: ['version', 'more'], code: 2, error: 'USAGE', says: ['"more"', 'gaze version --help'] },
  { args: ['image', 'list', '--no-header'], code: 2, error: 'USAGE', says: ['--no-header', '--no-headers'] },
  { args: ['image', 'list', '--jsno'], code: 2, error: 'USAGE', says: ['--jsno', '--json'] },
  { args: ['image', 'list', '-o', 'xml'], code: 2, error: 'USAGE', says: ['xml', 'json, yaml, name, wide'] },
  { args: ['image', 'show'], code: 2, error: 'USAGE', says: ['NAME', 'gaze image show --help'] },
  { args: ['image', 'list', '--context'], code: 2, error: 'USAGE', says: ['--context'] },
  {
    args: ['stream', 'scale', 'a', '--timeout', '5'],
    code: 2,
    error: 'USAGE',
    says: ['--timeout: "5"', '5s'],
  },
  {
    args: ['stream', 'scale', 'a', '--replicas', 'x'],
    code: 2,
    error: 'USAGE',
    says: ['--replicas', 'integer'],
  },
  { args: ['stream', 'send', 'a'], code: 2, error: 'USAGE', says: ['--from', 'gaze stream send --help'] },
  { args: ['logs', 'tail', '-o', 'xml'], code: 2, error: 'USAGE', says: ['-o xml', 'default, raw, json'] },
  { args: ['logs', 'tail', 'a', '--template', '{{pod'], code: 2, error: 'USAGE', says: ['{{pod', '}}'] },
  { args: ['stream', 'send', 'a', '--from', 'test', '--fps', '0'], code: 2, error: 'USAGE', says: ['--fps'] },
  { args: ['pipeline', 'run', 'scene', '--param', 'a=1'], code: 2, error: 'PIPELINE_INVALID', says: ['a'] },
  {
    args: ['up', '--dry-run', '--state-dir', '/dev/null'],
    code: 1,
    error: 'STORE_UNAVAILABLE',
    says: ['/dev/null', 'directory'],
  },
  { args: ['image', '--jsno'], code: 2, error: 'USAGE', says: ['--jsno', '--json'] },
  { args: ['image', '--context', 'local', '--bad'], code: 2, error: 'USAGE', says: ['--bad', 'gaze image'] },
  { args: ['image', 'list', '--state-dir', ''], code: 2, error: 'USAGE', says: ['--state-dir is empty'] },
  {
    args: ['stream', 'scale', 'a', '--image', 'i', '--source', 'rstp://cam/1'],
    code: 2,
    error: 'USAGE',
    says: ['rstp://cam/1', 'rtsp://'],
  },
  { args: ['image', 'show', 'nothing'], code: 3, error: 'IMAGE_NOT_FOUND', says: ['nothing'] },
  {
    args: ['image', 'list', '--context', 'lcoal'],
    code: 3,
    error: 'CONTEXT_NOT_FOUND',
    says: ['lcoal', 'local'],
  },
] as const

describe('a failing command', () => {
  it.each(CASES)('gaze $args says what, why and what next', async ({ args, code, says }) => {
    const result = await runCli(args, { home })
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: '' })
    expect(result.stderr).toMatch(/^Error: \S.*\n(.+\n)?Try: .+\n$/)
    for (const text of says) expect(result.stderr).toContain(text)
    expect(result.stderr).not.toContain(packageRoot)
  })

  it.each(CASES)(
    'gaze $args --json says the same as one object on stderr',
    async ({ args, code, error, says }) => {
      const result = await runCli([...args.slice(0, 2), '--json', ...args.slice(2)], { home })
      expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: '' })
      const reported = JSON.parse(result.stderr) as Reported
      expect(Object.keys(reported)).toEqual(['error'])
      expect(reported.error).toMatchObject({
        code: error,
        hint: expect.stringMatching(/./),
        details: expect.any(Object),
      })
      for (const text of says) expect(result.stderr).toContain(text.replaceAll('"', '\\"'))
      expect(result.stderr).not.toContain(packageRoot)
      expect(reported.error.stack).toBeUndefined()
    },
  )

  it.each([
    { how: 'with --debug', args: ['--debug'], env: {} },
    { how: 'with GAZE_DEBUG=1', args: [], env: { GAZE_DEBUG: '1' } },
  ])('shows its stack only $how', async ({ args, env }) => {
    const { stderr } = await runCli(['image', 'show', 'nothing', ...args], { home, env })
    expect(stderr).toMatch(/\n {4}at /)
  })

  it('does not take --json behind -- for the flag', async () => {
    const { stderr } = await runCli(['image', 'show', 'nothing', '--', '--json'], { home })
    expect(stderr).toMatch(/^Error: /)
  })

  it('names a config file that it cannot use, and no other failure hides it', async () => {
    const own = createHome()
    mkdirSync(join(own, 'config', 'gaze'), { recursive: true })
    writeFileSync(join(own, 'config', 'gaze', 'config.yaml'), 'contxt: local\n')
    const { code, stderr } = await runCli(['version'], { home: own })
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('did you mean "context"?') })
    rmSync(own, { recursive: true })
  })
})
