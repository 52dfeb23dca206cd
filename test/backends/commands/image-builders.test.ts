import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { pipelineOf } from '../../../src/runtime/control/images/container/labels.ts'
import { messageOf } from '../../../src/runtime/errors.ts'
import { inspect } from '../../../src/runtime/registry/inspect.ts'
import { parseReference } from '../../../src/runtime/registry/reference.ts'
import { createHome, runJson } from '../../support/cli.ts'
import { BRIGHTNESS } from '../../support/own-node.ts'
import { openTestRegistry, type TestRegistry } from '../../support/push-image.ts'
import { describeWith } from '../support/back-ends.ts'

const pathOf = (program: string): string => {
  try {
    return execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}

/** Neither overlays nor namespaces of a user, which a container of tests may lack. */
const storage = (home: string): string =>
  `[storage]\ndriver = "vfs"\ngraphroot = "${home}/graph"\nrunroot = "${home}/run"\n`

/** Why it cannot build the smallest image on this machine (containers of tests may lack what it needs), or empty. */
const whyNot = (program: string): string => {
  const home = createHome()
  writeFileSync(join(home, 'storage.conf'), storage(home))
  writeFileSync(join(home, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\n')
  const env = { ...process.env, CONTAINERS_STORAGE_CONF: join(home, 'storage.conf') }
  try {
    execFileSync(program, ['build', '.'], { cwd: home, env, timeout: 60_000, stdio: 'pipe' })
    return ''
  } catch (error) {
    return `it builds nothing here: ${messageOf(error).trim().split('\n').at(-1)}`
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

describeWith(
  ['GAZE_TEST_REGISTRY'],
  'gaze image build by the real program',
  ({ GAZE_TEST_REGISTRY: host = '' }) => {
    let registry: TestRegistry
    let home: string
    let name: string
    beforeEach(() => {
      registry = openTestRegistry(host)
      home = createHome()
      name = `test-${randomBytes(6).toString('hex')}`
    })
    afterEach(async () => {
      await registry.clear()
      rmSync(home, { recursive: true })
    })

    const build = async (program: string, found: string): Promise<void> => {
      mkdirSync(join(home, 'bin'))
      symlinkSync(found, join(home, 'bin', program))
      writeFileSync(join(home, 'storage.conf'), storage(home))
      mkdirSync(join(home, 'yard', 'nodes'), { recursive: true })
      writeFileSync(join(home, 'yard', 'nodes', 'brightness.mjs'), BRIGHTNESS)
      const nodes = `[brightness, motion, track, { type: count-line, params: { name: 'a "$B" \\ c', line: "0.5,0:0.5,1" } }]`
      writeFileSync(join(home, 'yard', 'pipeline.yaml'), `description: "5$ \\"each\\""\nnodes: ${nodes}\n`)
      await registry.push(`${name}/runtime`, '1', { user: '1000' })
      const tag = `${host}/${name}:1`
      const args = ['image', 'build', 'yard', '--tag', tag, '--push', '--from', `${host}/${name}/runtime:1`]
      const env = {
        PATH: `${join(home, 'bin')}:/usr/sbin:/sbin`,
        CONTAINERS_STORAGE_CONF: join(home, 'storage.conf'),
      }
      const built = await runJson(args, { home, cwd: home, timeoutMs: 110_000, env })
      const access = { credentialFiles: [], insecure: false, signal: AbortSignal.timeout(20_000) }
      const there = await inspect(parseReference(tag), access)
      expect(built).toMatchObject({ builder: program, pushed: true, digest: there.digest })
      expect(there).toMatchObject({ user: '1000' })
      expect(there.labels['org.opencontainers.image.description']).toBe('5$ "each"')
      const spec = pipelineOf(there.labels)
      expect(spec?.nodes.map(({ type }) => type)).toEqual(['brightness', 'motion', 'track', 'count-line'])
      expect(spec?.nodes.at(-1)?.params.name).toBe('a "$B" \\ c')
    }

    for (const program of ['podman', 'buildah']) {
      const found = pathOf(program)
      const title = `${program} builds, pushes in clear, and keeps every label`
      const why = found === '' ? `there is no ${program}` : whyNot(found)
      if (why !== '') it.skip(`${title}: ${why}`)
      else it(title, () => build(program, found))
    }
  },
)
