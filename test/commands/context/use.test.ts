import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createHome, runCli, runJson } from '../../support/cli.ts'

const home = createHome()
const file = join(home, 'config', 'gaze', 'config.yaml')
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('context', () => {
  it('use writes the choice once, keeps the rest of the file, and a dry run writes nothing', async () => {
    mkdirSync(join(home, 'config', 'gaze'), { recursive: true })
    writeFileSync(file, '# mine\nquiet: false\n')
    const use = (...more: string[]) => runJson(['context', 'use', 'local', ...more], { home })
    expect(await use('--dry-run')).toEqual({
      name: 'local',
      kind: 'local',
      result: 'configured',
      dryRun: true,
    })
    expect(readFileSync(file, 'utf8')).not.toContain('context')
    expect(await use()).toEqual({ name: 'local', kind: 'local', result: 'configured' })
    expect(readFileSync(file, 'utf8')).toBe('# mine\nquiet: false\ncontext: local\n')
    expect(await use()).toEqual({ name: 'local', kind: 'local', result: 'unchanged' })
    expect(await runJson(['context', 'show'], { home })).toMatchObject({
      name: 'local',
      origin: 'file',
      source: file,
    })
  })

  it('use refuses a name that is not there', async () => {
    const { code, stderr } = await runCli(['context', 'use', 'site-7'], { home })
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('site-7') })
  })

  it('a config file that cannot be written is named, with where to keep it instead', async () => {
    const env = { XDG_CONFIG_HOME: '/proc' }
    const { code, stderr } = await runCli(['context', 'use', 'local', '--json'], { home, env })
    expect(code).toBe(1)
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'FAILED',
      message: 'The config file /proc/gaze/config.yaml cannot be written',
      why: expect.stringContaining('ENOENT'),
      hint: expect.stringContaining('XDG_CONFIG_HOME'),
    })
  })

  it.each([
    ['the flag', ['--context', 'nowhere'], {}],
    ['the environment', [], { GAZE_CONTEXT: 'nowhere' }],
  ])('one that %s names and that is not there stops a command before it acts', async (_, args, env) => {
    const { code, stderr } = await runCli(['image', 'list', ...args], { home, env })
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('nowhere') })
  })
})
