import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHome, runCli, runJson, stateOf } from '../support/cli.ts'

interface Diagnosis {
  readonly context: string
  readonly ok: boolean
  readonly checks: {
    readonly name: string
    readonly state: string
    readonly message: string
    readonly next: string
  }[]
}

const stateOfCheck = ({ checks }: Diagnosis, name: string): string | undefined =>
  checks.find((check) => check.name === name)?.state

describe('doctor', () => {
  let home: string
  beforeEach(() => {
    home = createHome()
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))

  it('finds what this machine needs, and makes nothing', async () => {
    const diagnosis = await runJson<Diagnosis>(['doctor'], { home })
    expect(diagnosis).toMatchObject({ context: 'local', kind: 'local', ok: true })
    for (const name of ['node', 'add-on zeromq', 'ffmpeg', 'add-on lmdb', 'records', 'stack'])
      expect([name, stateOfCheck(diagnosis, name)]).toEqual([name, 'ok'])
    const text = await runCli(['doctor'], { home })
    expect(text).toMatchObject({ code: 0, stderr: '' })
    expect(text.stdout).toMatch(/^ok +node +v\d+/m)
    expect(text.stdout).toMatch(/^ok +state directory .* can be made$/m)
  })

  it('fails on a state directory that is a damaged store, and says what to do', async () => {
    const state = stateOf(home)
    mkdirSync(join(state, 'records'), { recursive: true, mode: 0o700 })
    chmodSync(state, 0o755)
    writeFileSync(join(state, 'records', 'data.mdb'), 'not a store'.repeat(1000))
    const { code, stdout } = await runCli(['doctor', '--json'], { home })
    const diagnosis = JSON.parse(stdout) as Diagnosis
    expect({ code, ok: diagnosis.ok }).toEqual({ code: 1, ok: false })
    expect(stateOfCheck(diagnosis, 'state directory')).toBe('warning')
    expect(diagnosis.checks.find(({ name }) => name === 'records')).toMatchObject({
      state: 'failed',
      next: expect.stringMatching(/./),
    })
  })

  it('looks no further at a cluster that does not answer', async () => {
    writeFileSync(
      join(home, 'kubeconfig'),
      `{"current-context": "a", "contexts": [{"name": "a", "context": {"cluster": "a", "user": "a"}}],
        "clusters": [{"name": "a", "cluster": {"server": "https://127.0.0.1:9"}}],
        "users": [{"name": "a", "user": {"token": "secret-token"}}]}`,
    )
    await runJson(['context', 'add', 'site', '--kind', 'kubernetes', '--kubeconfig', 'kubeconfig'], { home })
    const { code, stdout } = await runCli(['doctor', '--context', 'site', '--json'], { home })
    const diagnosis = JSON.parse(stdout) as Diagnosis
    expect(code).toBe(1)
    expect(diagnosis.checks.find(({ name }) => name === 'api')).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('127.0.0.1:9'),
    })
    for (const name of ['rights', 'namespace', 'site', 'mongodb', 'gaze-server', 'curve key'])
      expect([name, stateOfCheck(diagnosis, name)]).toEqual([name, 'skipped'])
    expect(stdout).not.toContain('secret-token')
  })
})
