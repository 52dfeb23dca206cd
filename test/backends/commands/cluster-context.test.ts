import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ownVersion } from '../../../src/runtime/package-root.ts'
import { type CliResult, createHome, runCli, runJson } from '../../support/cli.ts'
import { describeWith } from '../support/back-ends.ts'
import { createNamespace, type TestNamespace } from '../support/cluster.ts'
import { startMongo } from '../support/site-mongo.ts'

const COUNT = 'motion ! track ! count-line name=door line=0.5,0:0.5,1'

describeWith(['KUBECONFIG', 'MONGODB_URI', 'GAZE_TEST_MONGO_IMAGE'], 'commands on a cluster', (given) => {
  const { KUBECONFIG, MONGODB_URI, GAZE_TEST_MONGO_IMAGE = '' } = given
  let test: TestNamespace
  let home: string
  let dir: string
  beforeAll(async () => {
    test = await createNamespace('context')
    home = createHome()
    dir = mkdtempSync(join(tmpdir(), 'gaze-context-'))
    const add = ['context', 'add', 'site', '--kind', 'kubernetes', '--namespace', test.namespace]
    await runJson(add, { home })
    await startMongo(test.client, GAZE_TEST_MONGO_IMAGE, dir)
  })
  afterAll(async () => {
    await test.remove()
    rmSync(home, { recursive: true })
    rmSync(dir, { recursive: true })
  })

  const options = () => ({ home, env: { KUBECONFIG, MONGODB_URI } })
  const gaze = (...args: string[]): Promise<CliResult> => runCli([...args, '--context', 'site'], options())
  const json = <T>(...args: string[]): Promise<T> => runJson<T>([...args, '--context', 'site'], options())

  it('keep records in the MongoDB of the site, through a port-forward', async () => {
    const added = await json('image', 'add', 'count', '--pipeline', COUNT)
    expect(added).toMatchObject({ name: 'count', kind: 'pipeline', result: 'created' })
    const scaled = await json('stream', 'scale', 'door', '--image', 'count', '--replicas', '0', '--no-wait')
    expect(scaled).toMatchObject({ name: 'door', replicas: 0, result: 'created', key: null })
    expect(await json('image', 'list')).toMatchObject([{ name: 'count', usedBy: ['door'] }])
    expect(await json('stream', 'list')).toMatchObject([
      { name: 'door', image: 'count', ledger: { captured: 0 } },
    ])
    const inUse = await gaze('image', 'remove', 'count', '--confirm', 'count')
    expect(inUse).toMatchObject({ code: 1, stderr: expect.stringContaining('door') })
  })

  it('refuse what only this machine can run', async () => {
    const program = await gaze('image', 'add', 'blur', '--command', 'sh -c true')
    expect(program).toMatchObject({ code: 2, stderr: expect.stringContaining('"blur"') })
    const file = await gaze('stream', 'scale', 'door', '--image', 'count', '--source', './clip.mp4')
    expect(file).toMatchObject({ code: 2, stderr: expect.stringContaining('gaze stream send door') })
    const sink = await gaze(
      'stream',
      'scale',
      'door',
      '--image',
      'count',
      '--sink',
      'file:///tmp/events.jsonl',
    )
    expect(sink).toMatchObject({ code: 2, stderr: expect.stringContaining('gaze output tail') })
    const pipeline = await gaze(
      'image',
      'add',
      'clip',
      '--pipeline',
      `file ./clip.mp4 ! ${COUNT}`,
      '--no-check',
    )
    expect(pipeline).toMatchObject({ code: 2, stderr: expect.stringContaining('clip.mp4') })
  })

  it('keep secrets as a Secret of the stream that goes with the site, and say none', async () => {
    const env = { ...options().env, PASSWORD: 'hunter2' }
    const argv = ['stream', 'scale', 'door', '--secret-env', 'CAMERA=env:PASSWORD', '--no-wait']
    const { code, stdout, stderr } = await runCli([...argv, '--context', 'site', '--json'], { home, env })
    expect({ code, said: stdout.includes('hunter2') || stderr.includes('hunter2') }).toEqual({
      code: 0,
      said: false,
    })
    const secret = await test.client.get('Secret', 'gaze-stream-door')
    expect(Buffer.from(secret?.data?.CAMERA ?? '', 'base64').toString()).toBe('hunter2')
    expect(secret?.metadata).toMatchObject({
      labels: { 'gaze.dev/stream': 'door', 'app.kubernetes.io/part-of': 'gaze' },
      ownerReferences: [{ kind: 'ConfigMap', name: 'gaze' }],
    })
    await json('stream', 'scale', 'door', '--secret-env', 'CAMERA-', '--no-wait')
    expect(await test.client.get('Secret', 'gaze-stream-door')).toBeUndefined()
  })

  it('say that nothing takes up what is recorded', async () => {
    const waits = await gaze('stream', 'scale', 'door', '--replicas', '1')
    expect(waits).toMatchObject({ code: 1, stderr: expect.stringContaining('No site is deployed') })
    expect(waits.stderr).toContain('gaze deploy')
    expect(await json('stream', 'why', 'door')).toMatchObject({ verdict: 'STACK_NOT_RUNNING' })
    const status = await json<{ services: { name: string }[] }>('status')
    expect(status).toMatchObject({ context: 'site', kind: 'kubernetes', running: false })
    expect(status.services.map(({ name }) => name)).toEqual(['gaze-mongo'])
    const sent = await gaze('stream', 'send', 'door', '--from', 'test')
    expect(sent).toMatchObject({ code: 1, stderr: expect.stringContaining('No gaze-server') })
  })

  it('name what is missing, all of it', async () => {
    const { code, stdout } = await gaze('doctor', '--json')
    const { checks } = JSON.parse(stdout) as { checks: { name: string; state: string }[] }
    const states = Object.fromEntries(checks.map(({ name, state }) => [name, state]))
    expect(code).toBe(1)
    expect(states).toMatchObject({
      ...{ api: 'ok', rights: 'ok', namespace: 'ok', site: 'ok', mongodb: 'ok', 'curve key': 'ok' },
      ...{ 'info-update': 'failed', leader: 'failed', 'gaze-server': 'failed', ingest: 'skipped' },
    })
  })

  it('take what a laptop exports, and refuse by name what only a laptop has', async () => {
    const laptop = (...args: string[]) => runCli(args, options())
    const apply = async (...args: string[]): Promise<CliResult> => {
      const { stdout } = await laptop('export')
      return runCli(['apply', '-f', '-', '--context', 'site', ...args], { ...options(), input: stdout })
    }
    await laptop('image', 'add', 'line', '--pipeline', COUNT)
    await laptop('stream', 'scale', 'yard', '--image', 'line', '--no-wait')
    expect(await apply('--diff')).toMatchObject({ code: 1, stderr: '' })
    expect(await apply()).toMatchObject({
      code: 0,
      stdout: 'image line created\nstream yard created\n',
      stderr: '',
    })
    expect(await apply()).toMatchObject({
      code: 0,
      stdout: 'image line unchanged\nstream yard unchanged\n',
    })
    expect(await apply('--diff')).toMatchObject({ code: 0, stdout: '' })
    await laptop('image', 'add', 'blur', '--command', 'cat')
    await laptop('image', 'add', 'clip', '--pipeline', 'file clips/a.mp4 ! motion')
    await laptop('stream', 'scale', 'film', '--image', 'line', '--source', '/clips/b.mp4', '--no-wait')
    const refused = await apply()
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    for (const name of ['image "blur"', 'image "clip"', 'stream "film"'])
      expect(refused.stderr).toContain(`${name} cannot go to a cluster`)
    for (const name of ['blur', 'clip']) await laptop('image', 'remove', name, '--confirm', name)
    for (const name of ['film', 'yard']) await laptop('stream', 'remove', name, '--confirm', name)
    expect(await apply('--prune')).toMatchObject({
      code: 0,
      stdout: 'image line unchanged\nstream yard removed\n',
      stderr: expect.stringContaining('stream yard'),
    })
    expect((await gaze('stream', 'list', '-o', 'name')).stdout).toBe('door\n')
    await json('image', 'remove', 'line', '--confirm', 'line')
  })

  it('show the key for senders', async () => {
    const shown = await json('context', 'show', 'site')
    expect(shown).toMatchObject({
      site: { version: ownVersion(), publicKey: expect.stringMatching(/^.{40}$/) },
    })
  })

  it('say that the site is of another version, whatever they do there', async () => {
    const { client } = test
    const settings = await client.get('ConfigMap', 'gaze')
    const annotated = async (version: string) => {
      const now = await client.get('ConfigMap', 'gaze')
      const annotations = { ...settings?.metadata?.annotations, 'gaze.dev/version': version }
      await client.replace('ConfigMap', { ...now, metadata: { ...now?.metadata, annotations } })
    }
    const labels = { app: 'away' }
    const template = {
      metadata: { labels },
      spec: { containers: [{ name: 'main', image: 'localhost/none' }] },
    }
    const spec = { replicas: 0, selector: { matchLabels: labels }, template }
    await client.create('Deployment', { metadata: { name: 'info-update' }, spec })
    await annotated('0.0.1')
    for (const args of [
      ['stream', 'scale', 'door', '--env', 'A=1', '--no-wait'],
      ['image', 'add', 'count', '--pipeline', COUNT],
      ['logs', 'tail', 'door', '--no-follow'],
      ['output', 'tail', 'door', '--no-follow'],
    ]) {
      const { code, stderr } = await gaze(...args)
      expect({ args, code }).toEqual({ args, code: 0 })
      expect(stderr.match(/of version 0\.0\.1, this program of version/g), args.join(' ')).toHaveLength(1)
    }
    await client.remove('Deployment', 'info-update')
    await annotated(ownVersion())
  })

  it('remove what they have recorded', async () => {
    expect(await json('stream', 'remove', 'door', '--confirm', 'door')).toMatchObject({ result: 'removed' })
    expect(await json('image', 'remove', 'count', '--confirm', 'count')).toMatchObject({ result: 'removed' })
    expect(await json('stream', 'list')).toEqual([])
  })

  it('fail at once where no site is, and where a variable is not set', async () => {
    await json('context', 'add', 'empty', '--kind', 'kubernetes', '--namespace', `${test.namespace}-none`)
    const nowhere = await runCli(['stream', 'list', '--context', 'empty'], options())
    expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringContaining('gaze deploy') })
    await json('context', 'add', 'by-variable', '--kind', 'kubernetes', '--mongodb-uri-env', 'NOT_SET')
    const unset = await runCli(['stream', 'list', '--context', 'by-variable'], options())
    expect(unset).toMatchObject({ code: 1, stderr: expect.stringContaining('NOT_SET') })
  })

  it('list without the cluster where a variable names the MongoDB', async () => {
    const argv = ['context', 'add', 'direct', '--kind', 'kubernetes', '--mongodb-uri-env', 'MONGODB_URI']
    await json(...argv)
    const env = { MONGODB_URI, KUBECONFIG: '/proc/absent' }
    const { code, stderr } = await runCli(['stream', 'list', '--context', 'direct'], { home, env })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })
})
