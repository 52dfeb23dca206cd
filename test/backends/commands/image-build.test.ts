import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ImageView } from '../../../src/runtime/control/images/view.ts'
import { createHome, runCli, runJson } from '../../support/cli.ts'
import { openTestRegistry, type TestRegistry } from '../../support/push-image.ts'
import { describeWith } from '../support/back-ends.ts'
import { docker } from '../support/runtime-image.ts'

const VARIABLES = ['KUBECONFIG', 'MONGODB_URI', 'GAZE_TEST_REGISTRY', 'DOCKER_HOST'] as const

describeWith(VARIABLES, 'gaze image build --push --add', (given) => {
  const { KUBECONFIG, MONGODB_URI, DOCKER_HOST, GAZE_TEST_REGISTRY: host = '' } = given
  let registry: TestRegistry
  let home: string
  let name: string

  const options = () => {
    const path = `${dirname(docker)}:${process.env.PATH}`
    return { home, cwd: home, timeoutMs: 110_000, env: { KUBECONFIG, MONGODB_URI, DOCKER_HOST, PATH: path } }
  }
  beforeEach(async () => {
    registry = openTestRegistry(host)
    home = createHome()
    name = `test-${randomBytes(6).toString('hex')}`
    const add = ['context', 'add', 'site', '--kind', 'kubernetes', '--namespace', 'default']
    await runJson([...add, '--mongodb-uri-env', 'MONGODB_URI'], { home })
  })
  afterEach(async () => {
    await runCli(['--context', 'site', 'image', 'remove', name, '--confirm', name], options())
    await registry.clear()
    rmSync(home, { recursive: true })
  })

  it('makes an image whose pods are pods of ours', async () => {
    await registry.push(`${name}/runtime`, '1', { user: '1000' })
    const line = '"0.5,0:0.5,1"'
    const nodes = `nodes: [motion, track, { type: count-line, params: { name: 'a "$B" \\ c', line: ${line} } }]`
    writeFileSync(join(home, 'door.yaml'), `description: "5$ \\"each\\""\n${nodes}\n`)
    const tag = `${host}/${name}:1`
    const built = await runJson<{ digest: string; image: ImageView }>(
      ['--context', 'site', 'image', 'build', 'door.yaml', '--tag', tag, '--push', '--add'].concat([
        ...['--from', `${host}/${name}/runtime:1`],
      ]),
      options(),
    )
    expect(built).toMatchObject({
      builder: 'docker',
      pushed: true,
      digest: expect.stringMatching(/^sha256:/),
    })
    expect(built.image).toMatchObject({
      ...{
        name,
        kind: 'container',
        ref: tag,
        digest: built.digest,
        wire: 'v1',
        user: '1000',
        result: 'created',
      },
      labels: { 'org.opencontainers.image.description': '5$ "each"' },
    })
    expect(built.image.pipeline?.nodes.map(({ type }) => type)).toEqual(['motion', 'track', 'count-line'])
    expect(built.image.pipeline?.nodes.at(-1)?.params.name).toBe('a "$B" \\ c')
  })
})
