import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runCli, runJson } from '../support/cli.ts'

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

describe('version', () => {
  it('prints the version of the package, Node and the platform', async () => {
    const { arch, platform } = process
    expect(await runJson(['version'])).toEqual({ version, node: process.versions.node, platform, arch })
  })

  it('prints one line for people, and `--version` the same number', async () => {
    const { code, stdout, stderr } = await runCli(['version'])
    expect({ code, stderr, lines: stdout.split('\n').length }).toEqual({ code: 0, stderr: '', lines: 2 })
    expect(stdout).toContain(version)
    expect((await runCli(['--version'])).stdout).toContain(version)
  })
})
