import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/runtime/package-root.ts'
import { runCli } from '../support/cli.ts'

type Unit = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Sections, keys and values, as systemd.syntax(7) has them; anything else is an error. */
const parseUnit = (text: string): Unit => {
  const unit: Record<string, Record<string, string>> = {}
  let section: Record<string, string> | undefined
  for (const line of text.split('\n').filter((each) => each !== '' && !each.startsWith('#'))) {
    const heading = /^\[(\w+)\]$/.exec(line)?.[1]
    const [, key, value] = /^([A-Za-z]+)=(.+)$/.exec(line) ?? []
    if (heading !== undefined) {
      section = {}
      unit[heading] = section
    } else if (section === undefined || key === undefined || value === undefined)
      throw new Error(`not a line of a unit file: ${line}`)
    else section[key] = value
  }
  return unit
}

const page = readFileSync(join(packageRoot, 'docs', 'operations.md'), 'utf8')
const unit = parseUnit(/```ini\n([\s\S]*?)```/.exec(page)?.[1] ?? '')

describe('the unit file of docs/operations.md', () => {
  it('has the sections of a service', () => {
    expect(Object.keys(unit)).toEqual(['Unit', 'Service', 'Install'])
    expect(unit.Service).toMatchObject({ Type: 'exec', KillMode: 'mixed', Restart: 'always' })
    expect(unit.Install).toEqual({ WantedBy: 'multi-user.target' })
  })

  it('starts a command that exists, with flags that it has', async () => {
    const words = (unit.Service?.ExecStart ?? '').split(' ')
    expect(words.slice(0, 2)).toEqual(['/usr/bin/env', 'gaze'])
    const [command = '', ...flags] = words.slice(2)
    const { code, stdout } = await runCli([command, '--help'])
    expect(code).toBe(0)
    for (const flag of flags) expect(stdout).toContain(flag)
  })

  it('keeps its state where it may write', () => {
    expect(unit.Service?.Environment).toBe(`GAZE_STATE_DIR=/var/lib/${unit.Service?.StateDirectory}`)
  })
})
