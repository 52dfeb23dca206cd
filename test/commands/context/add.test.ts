import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHome, runCli, runJson } from '../../support/cli.ts'

const KUBECONFIG = `apiVersion: v1
kind: Config
current-context: one
contexts: [{name: one, context: {cluster: one, user: me}}]
clusters: [{name: one, cluster: {server: "https://127.0.0.1:9"}}]
users: [{name: me, user: {token: secret-token}}]
`

describe('context', () => {
  let home: string
  let file: string
  beforeEach(() => {
    home = createHome()
    file = join(home, 'config', 'gaze', 'config.yaml')
    writeFileSync(join(home, 'kubeconfig'), KUBECONFIG)
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))

  const add = (...more: string[]) => ['context', 'add', 'site', '--kind', 'kubernetes', ...more]

  it('add writes a context once, tells a different one, and replaces it with --force', async () => {
    mkdirSync(join(home, 'config', 'gaze'), { recursive: true })
    writeFileSync(file, '# mine\nquiet: false\n')
    const site = { name: 'site', kind: 'kubernetes', namespace: 'gaze' }
    expect(await runJson(add('--dry-run'), { home })).toEqual({ ...site, result: 'created', dryRun: true })
    expect(readFileSync(file, 'utf8')).not.toContain('site')
    expect(await runJson(add(), { home })).toEqual({ ...site, result: 'created' })
    expect(await runJson(add(), { home })).toEqual({ ...site, result: 'unchanged' })
    const other = add('--namespace', 'cameras', '--mongodb-uri-env', 'SITE_DB')
    const { code, stderr } = await runCli(other, { home })
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('"gaze" -> "cameras"') })
    expect(await runJson([...other, '--force'], { home })).toMatchObject({ result: 'configured' })
    expect(readFileSync(file, 'utf8')).toMatch(/^# mine\nquiet: false\ncontexts:\n {2}site:\n/)
    const listed = await runJson<{ name: string }[]>(['context', 'list'], { home })
    expect(listed).toEqual([
      { name: 'local', kind: 'local', current: true },
      { ...site, namespace: 'cameras', mongodbUriEnv: 'SITE_DB', current: false },
    ])
  })

  it('add looks at a kubeconfig that is named, and keeps its whole path', async () => {
    const { kubeconfig } = await runJson<{ kubeconfig: string }>(add('--kubeconfig', 'kubeconfig'), { home })
    expect(kubeconfig).toBe(join(home, 'kubeconfig'))
    const absent = await runCli(add('--kubeconfig', 'absent'), { home })
    expect(absent).toMatchObject({ code: 3, stderr: expect.stringContaining('absent') })
    const wrong = await runCli(add('--kubeconfig', 'kubeconfig', '--kube-context', 'ona'), { home })
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('--kube-context one') })
  })

  it.each([
    ['a name that is none', ['context', 'add', 'Site', '--kind', 'kubernetes'], 'Use "site"'],
    ['the name of this machine', ['context', 'add', 'local', '--kind', 'kubernetes'], 'this machine'],
    ['an address with a password', add('--mongodb-uri-env', 'mongodb://me:hunter2@db'), 'name of a variable'],
    ['a namespace that is none', add('--namespace', 'A_b'), '--namespace gaze'],
  ])('add refuses %s', async (_, argv, says) => {
    const { code, stderr } = await runCli(argv, { home })
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(says) })
    expect(stderr).not.toContain('hunter2')
  })

  it('several at once lose nothing of each other', async () => {
    const names = ['one', 'two', 'three', 'four', 'five', 'six']
    const several = createHome()
    const run = (...args: string[]) => runCli(['context', ...args], { home: several })
    try {
      await Promise.all(names.map((name) => run('add', name, '--kind', 'kubernetes')))
      const { stdout } = await run('list', '-o', 'name')
      expect(stdout.trim().split('\n').sort()).toEqual([...names, 'local'].sort())
      await Promise.all(names.map((name) => run('remove', name)))
      const file = join(several, 'config', 'gaze', 'config.yaml')
      expect(readFileSync(file, 'utf8').trim()).toBe('{}')
    } finally {
      rmSync(several, { recursive: true, force: true })
    }
  })

  it('remove forgets it, and chooses local where it was the one', async () => {
    await runJson(add(), { home })
    await runJson(['context', 'use', 'site'], { home })
    const removed = await runCli(['context', 'remove', 'site'], { home })
    expect(removed).toMatchObject({ code: 0, stderr: expect.stringContaining('local') })
    expect(await runJson(['context', 'show'], { home })).toMatchObject({ name: 'local', origin: 'default' })
    expect(await runCli(['context', 'remove', 'site'], { home })).toMatchObject({ code: 3 })
    expect(await runCli(['context', 'remove', 'local'], { home })).toMatchObject({ code: 2 })
  })

  it('show gives the settings of a cluster that does not answer, and says that', async () => {
    await runJson(add('--kubeconfig', 'kubeconfig'), { home })
    const { code, stdout, stderr } = await runCli(['context', 'show', 'site', '--json'], { home })
    expect({ code, view: JSON.parse(stdout) }).toMatchObject({
      code: 0,
      view: { name: 'site', namespace: 'gaze', site: null, current: false },
    })
    expect(stderr).toContain('https://127.0.0.1:9')
    expect(stdout + stderr).not.toContain('secret-token')
  })

  it('what is for this machine alone refuses a cluster', async () => {
    await runJson(add(), { home })
    for (const command of ['up', 'down'])
      expect(await runCli([command, '--context', 'site'], { home })).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('--context local'),
      })
  })

  it.each([
    ['no kind', 'contexts: {site: {namespace: gaze}}', 'kind'],
    [
      'a key that is none',
      'contexts: {site: {kind: kubernetes, namespace: gaze, name-space: x}}',
      'name-space',
    ],
    ['no mapping', 'contexts: [site]', 'mapping'],
    ['no namespace', 'contexts: {site: {kind: kubernetes}}', 'namespace is missing'],
    ['the name of this machine', 'contexts: {local: {kind: kubernetes, namespace: gaze}}', '"local"'],
  ])('a config file with a context of %s is refused', async (_, text, says) => {
    mkdirSync(join(home, 'config', 'gaze'), { recursive: true })
    writeFileSync(file, text)
    const { code, stderr } = await runCli(['context', 'list'], { home })
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(says) })
  })
})
