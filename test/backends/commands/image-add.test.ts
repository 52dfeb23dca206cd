import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ImageView } from '../../../src/runtime/control/images/view.ts'
import { type CliResult, createHome, runCli, runJson } from '../../support/cli.ts'
import { openTestRegistry, type TestRegistry } from '../../support/push-image.ts'
import { describeWith } from '../support/back-ends.ts'

const VARIABLES = [
  ...['KUBECONFIG', 'MONGODB_URI', 'GAZE_TEST_REGISTRY'],
  ...['GAZE_TEST_REGISTRY_AUTH', 'GAZE_TEST_REGISTRY_USER', 'GAZE_TEST_REGISTRY_PASSWORD'],
]

describeWith(VARIABLES, 'gaze image add REF', (given) => {
  const {
    KUBECONFIG,
    MONGODB_URI,
    GAZE_TEST_REGISTRY: host = '',
    GAZE_TEST_REGISTRY_AUTH: closed = '',
  } = given
  const { GAZE_TEST_REGISTRY_USER: user = '', GAZE_TEST_REGISTRY_PASSWORD: password = '' } = given
  let registry: TestRegistry
  let home: string
  let name: string

  const options = () => ({ home, env: { KUBECONFIG, MONGODB_URI } })
  const gaze = (...args: string[]): Promise<CliResult> => runCli(['--context', 'site', ...args], options())
  const json = <T>(...args: string[]): Promise<T> => runJson<T>(['--context', 'site', ...args], options())
  const refused = async (...args: string[]): Promise<{ exit: number | null; code: string; text: string }> => {
    const { code, stderr } = await gaze(...args, '--json')
    return { exit: code, code: (JSON.parse(stderr) as { error: { code: string } }).error.code, text: stderr }
  }

  beforeEach(async () => {
    registry = openTestRegistry(host)
    home = createHome()
    name = `test-${randomBytes(6).toString('hex')}`
    const add = ['context', 'add', 'site', '--kind', 'kubernetes', '--namespace', 'default']
    await runJson([...add, '--mongodb-uri-env', 'MONGODB_URI'], { home })
  })
  afterEach(async () => {
    await gaze('image', 'remove', name, '--confirm', name)
    await registry.clear()
    rmSync(home, { recursive: true })
  })

  it('pins the digest that the tag has, and follows it only when it is told to', async () => {
    const ref = `${host}/team/${name}:1`
    const first = await registry.push(`team/${name}`, '1', { user: '1000' })
    const added = await json<ImageView>('image', 'add', ref)
    expect(added).toMatchObject({
      ...{ name, kind: 'container', ref, digest: first.digest, wire: 'v0', user: '1000', result: 'created' },
      ...{ platforms: ['linux/amd64'], sizeBytes: first.sizeBytes, labels: {} },
    })
    expect(await json('image', 'add', ref)).toMatchObject({ result: 'unchanged' })
    expect(await json('image', 'add', name, '--refresh')).toMatchObject({
      result: 'unchanged',
      differences: [],
    })

    const second = await registry.push(`team/${name}`, '1', { labels: { 'gaze.dev/wire': 'v1' } })
    expect(await refused('image', 'add', ref)).toMatchObject({ exit: 1, code: 'EXISTS' })
    // By its reference as well as by its name.
    expect(await json('image', 'add', ref, '--refresh', '--dry-run')).toMatchObject({
      ...{ name, result: 'configured', dryRun: true },
      differences: expect.arrayContaining([{ path: 'digest', from: first.digest, to: second.digest }]),
    })
    expect(await refused('image', 'add', `${ref}-other`, '--refresh')).toMatchObject({ exit: 3 })
    const shown = await gaze('image', 'add', name, '--refresh', '--dry-run')
    expect(shown.code).toBe(0)
    expect(shown.stdout).toContain(second.digest)
    expect(shown.stdout).toContain('v1')
    expect(await json('image', 'show', name)).toMatchObject({ digest: first.digest })
    expect(await json('image', 'add', name, '--refresh')).toMatchObject({
      ...{ result: 'configured', digest: second.digest, wire: 'v1' },
      differences: expect.arrayContaining([{ path: 'digest', from: first.digest, to: second.digest }]),
    })
    expect(await json<ImageView>('image', 'show', name)).not.toHaveProperty('user')
  })

  it('keeps the wire that the user chose when it follows a tag, and takes nothing else along', async () => {
    const ref = `${host}/${name}:1`
    await registry.push(name, '1')
    expect(await json('image', 'add', ref, '--wire', 'v1')).toMatchObject({ wire: 'v1' })
    const { digest } = await registry.push(name, '1', { user: '1000' })
    expect(await json('image', 'add', name, '--refresh')).toMatchObject({ wire: 'v1', digest, user: '1000' })
    expect(await json('image', 'add', name, '--refresh', '--wire', 'v0')).toMatchObject({ wire: 'v0' })
    for (const more of [
      ['--env', 'A=b'],
      ['--description', 'x'],
      ['--command', 'cat'],
      ['--pipeline', 'print'],
    ])
      expect(await refused('image', 'add', name, '--refresh', ...more)).toMatchObject({ exit: 2 })
  })

  it('refuses what no node can run, unless it is told not to look', async () => {
    const ref = `${host}/${name}:1`
    await registry.push(name, '1', { architecture: 's390x' })
    const wrong = await refused('image', 'add', ref)
    expect(wrong).toMatchObject({ exit: 1, code: 'WRONG_PLATFORM' })
    expect(wrong.text).toContain('linux/s390x')
    expect(await json('image', 'add', ref, '--no-check')).toMatchObject({ platforms: ['linux/s390x'] })
  })

  it('is the same by a file, which stays with the digest that was found', async () => {
    const ref = `${host}/team/${name}:1`
    const first = await registry.push(`team/${name}`, '1', { user: '1000' })
    const image = (spec: object): string =>
      JSON.stringify({ apiVersion: 'gaze.dev/v1', kind: 'Image', metadata: { name }, spec })
    const apply = async (spec: object): Promise<CliResult> =>
      runCli(['--context', 'site', 'apply', '-f', '-'], { ...options(), input: image(spec) })
    expect(await apply({ ref })).toMatchObject({ code: 0, stdout: `image ${name} created\n` })
    const shown = await json<ImageView>('image', 'show', name)
    expect(shown).toMatchObject({ kind: 'container', ref, digest: first.digest, user: '1000', wire: 'v0' })
    const second = await registry.push(`team/${name}`, '1', { labels: { 'gaze.dev/wire': 'v1' } })
    expect(await apply({ ref })).toMatchObject({ stdout: `image ${name} unchanged\n` })
    expect(await apply({ ref, digest: first.digest, wire: 'v0' })).toMatchObject({
      stdout: `image ${name} unchanged\n`,
    })
    expect(await apply({ ref, digest: second.digest })).toMatchObject({
      stdout: `image ${name} configured\n`,
    })
    expect(await json('image', 'show', name)).toMatchObject({ digest: second.digest })
    const missing = await apply({ ref: `${host}/team/${name}:none` })
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('stdin:1:') })
  })

  it('logs in by what docker login has kept', async () => {
    const { digest } = await registry.push(name, '1')
    const ref = `${closed}/${name}:1`
    expect(await refused('image', 'add', ref)).toMatchObject({ exit: 4, code: 'NOT_ALLOWED' })
    // Nodes may have a login that this user has not.
    const blind = ['image', 'add', `${closed}/${name}@${digest}`, '--no-check']
    expect(await json(...blind)).toMatchObject({ digest, platforms: [], result: 'created' })
    await json('image', 'remove', name, '--confirm', name)
    mkdirSync(join(home, '.docker'))
    const auth = Buffer.from(`${user}:${password}`).toString('base64')
    writeFileSync(join(home, '.docker', 'config.json'), JSON.stringify({ auths: { [closed]: { auth } } }))
    expect(await json('image', 'add', ref)).toMatchObject({ digest })
  })

  const authOf = (text: string): object => ({
    auths: { [closed]: { auth: Buffer.from(text).toString('base64') } },
  })
  const right = `${user}:${password}`
  const helper = `#!/bin/sh\nread server; [ "$server" = ${closed} ] && echo '${JSON.stringify({ Username: user, Secret: password })}'\n`

  it.each<[string, string, object, (home: string) => Record<string, string>]>([
    ['Podman', 'config/containers/auth.json', authOf(right), () => ({})],
    [
      'Podman at run time',
      'run/containers/auth.json',
      authOf(right),
      (home) => ({ XDG_RUNTIME_DIR: join(home, 'run') }),
    ],
    ['REGISTRY_AUTH_FILE', 'a.json', authOf(right), (home) => ({ REGISTRY_AUTH_FILE: join(home, 'a.json') })],
    ['Docker elsewhere', 'd/config.json', authOf(right), (home) => ({ DOCKER_CONFIG: join(home, 'd') })],
    ['a helper', '.docker/config.json', { credHelpers: { [closed]: 'lab' } }, () => ({})],
  ])('logs in by what %s keeps', async (_, path, content, env) => {
    const { digest } = await registry.push(name, '1')
    mkdirSync(join(home, dirname(path)), { recursive: true })
    mkdirSync(join(home, 'bin'))
    writeFileSync(join(home, path), JSON.stringify(content))
    writeFileSync(join(home, 'bin', 'docker-credential-lab'), helper, { mode: 0o755 })
    const more = { KUBECONFIG, MONGODB_URI, PATH: `${join(home, 'bin')}:${process.env.PATH}`, ...env(home) }
    const add = ['--context', 'site', 'image', 'add', `${closed}/${name}:1`, '--dry-run']
    expect(await runJson(add, { home, env: more })).toMatchObject({ digest, dryRun: true })
  })

  it('tells a login that is refused from one that is damaged', async () => {
    await registry.push(name, '1')
    mkdirSync(join(home, '.docker'))
    const keep = (auth: string): void =>
      writeFileSync(join(home, '.docker', 'config.json'), JSON.stringify({ auths: { [closed]: { auth } } }))
    keep(Buffer.from(`${user}:hunter2`).toString('base64'))
    const wrong = await refused('image', 'add', `${closed}/${name}:1`)
    expect(wrong).toMatchObject({ exit: 4, code: 'NOT_ALLOWED' })
    expect(wrong.text).toContain('It refuses the user and password that are kept for it')
    keep('hunter2')
    const damaged = await refused('image', 'add', `${closed}/${name}:1`)
    expect(damaged).toMatchObject({ exit: 2, code: 'FILE_INVALID' })
    expect(damaged.text).toContain('is not the base64 of USER:PASSWORD')
    expect(wrong.text + damaged.text).not.toContain('hunter2')
  })

  it('says what is wrong with a reference, and where containers run', async () => {
    expect(await refused('image', 'add', `${host}/${name}:none`)).toMatchObject({
      exit: 3,
      code: 'REFERENCE_NOT_FOUND',
    })
    expect(await refused('image', 'add', 'Not/A:Reference:x')).toMatchObject({ exit: 2, code: 'USAGE' })
    expect(await refused('image', 'add', name, '--command', 'cat')).toMatchObject({
      exit: 2,
      code: 'NEEDS_LOCAL',
    })
    const local = await runCli(['image', 'add', `${host}/${name}:1`], { home })
    expect(local).toMatchObject({ code: 2, stderr: expect.stringContaining('needs a cluster context') })
  })
})
