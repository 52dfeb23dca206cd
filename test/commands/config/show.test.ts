import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createHome, runCli, runJson, stateOf } from '../../support/cli.ts'

interface Shown {
  readonly value: unknown
  readonly origin: string
  readonly source: string
}

const homes: string[] = []
const homeWith = (file?: string): string => {
  const home = createHome()
  homes.push(home)
  mkdirSync(join(home, 'config', 'gaze'), { recursive: true })
  if (file !== undefined) writeFileSync(join(home, 'config', 'gaze', 'config.yaml'), file)
  return home
}
const show = (home: string, args: readonly string[] = [], env: Record<string, string> = {}) =>
  runJson<Record<string, Shown>>(['config', 'show', ...args], { home, env })

afterEach(() => {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true })
})

describe('config show', () => {
  it('takes a flag before the environment, that before the file, and that before the default', async () => {
    const home = homeWith('stateDir: /from/file\n')
    const path = join(home, 'config', 'gaze', 'config.yaml')
    const env = { GAZE_STATE_DIR: '/from/env' }
    expect((await show(home, ['--state-dir', '/from/flag'], env)).stateDir).toEqual({
      value: '/from/flag',
      origin: 'flag',
      source: '--state-dir',
    })
    expect((await show(home, [], env)).stateDir).toEqual({
      value: '/from/env',
      origin: 'environment',
      source: 'GAZE_STATE_DIR',
    })
    expect((await show(home)).stateDir).toEqual({ value: '/from/file', origin: 'file', source: path })
    const bare = homeWith()
    expect((await show(bare)).stateDir).toEqual({
      value: stateOf(bare),
      origin: 'default',
      source: 'XDG_STATE_HOME',
    })
  })

  it('begins a relative state directory of the file beside the file', async () => {
    const home = homeWith('stateDir: ../state\n')
    expect((await show(home)).stateDir?.value).toBe(join(home, 'config', 'state'))
  })

  it('makes a relative state directory absolute', async () => {
    const home = homeWith()
    expect((await show(home, ['--state-dir', 'here'])).stateDir?.value).toBe(join(home, 'here'))
  })

  it('is a table for people, and reads JSON files too', async () => {
    const home = homeWith()
    writeFileSync(join(home, 'config', 'gaze', 'config.json'), '{"quiet": true}')
    const { stdout } = await runCli(['config', 'show'], { home })
    expect(stdout).toMatch(/^SETTING +VALUE +ORIGIN +SOURCE$/m)
    expect(stdout).toMatch(/^quiet +true +file +\S+config\.json$/m)
    expect(stdout).toMatch(/^context +local +default +-$/m)
  })

  it.each([
    ['no mapping', '- a\n', 'not a mapping'],
    ['a wrong type', 'quiet: 3\n', '"quiet" must be a boolean'],
    ['no YAML', 'a: [\n', 'not valid'],
  ])('refuses a file that is %s', async (_, file, says) => {
    const { code, stdout, stderr } = await runCli(['config', 'show'], { home: homeWith(file) })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(says)
  })
})
