import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Objects } from '../../../src/runtime/kubernetes/objects.ts'
import { packageRoot } from '../../../src/runtime/package-root.ts'
import { type CliResult, createHome, runCli, runJson } from '../../support/cli.ts'
import { writeKubeconfig } from '../support/as-account.ts'
import { describeWith } from '../support/back-ends.ts'
import { createNamespace, type TestNamespace } from '../support/cluster.ts'
import { startMongo } from '../support/site-mongo.ts'

const page = readFileSync(join(packageRoot, 'docs', 'contexts.md'), 'utf8')
const ROLE = parse(/```yaml\n(apiVersion: rbac[\s\S]*?)```/.exec(page)?.[1] ?? '') as Objects['Role']
const COUNT = 'motion ! track ! count-line name=door line=0.5,0:0.5,1'

interface Diagnosis {
  readonly checks: { readonly name: string; readonly state: string; readonly message: string }[]
}

describeWith(
  ['KUBECONFIG', 'GAZE_TEST_MONGO_IMAGE'],
  'a user with the rights of docs/contexts.md',
  (given) => {
    const { KUBECONFIG = '', GAZE_TEST_MONGO_IMAGE = '' } = given
    let test: TestNamespace
    let home: string
    let dir: string
    beforeAll(async () => {
      test = await createNamespace('rights')
      home = createHome()
      dir = mkdtempSync(join(tmpdir(), 'gaze-rights-'))
      await test.client.apply('ServiceAccount', { metadata: { name: 'user' } })
      await startMongo(test.client, GAZE_TEST_MONGO_IMAGE, dir)
      const kubeconfig = join(home, 'kubeconfig')
      await writeKubeconfig(test.client, 'user', KUBECONFIG, kubeconfig)
      const add = ['context', 'add', 'site', '--kind', 'kubernetes', '--namespace', test.namespace]
      await runJson([...add, '--kubeconfig', kubeconfig], { home })
    })
    afterAll(async () => {
      await test.remove()
      rmSync(home, { recursive: true })
      rmSync(dir, { recursive: true })
    })

    const gaze = (...args: string[]): Promise<CliResult> => runCli(['--context', 'site', ...args], { home })
    const check = async (name: string) => {
      const { checks } = JSON.parse((await gaze('doctor', '--json')).stdout) as Diagnosis
      return checks.find((each) => each.name === name)
    }

    it('is refused without them, and told which are missing', async () => {
      const listed = await gaze('stream', 'list')
      expect(listed).toMatchObject({ code: 4, stderr: expect.stringContaining('forbidden') })
      expect(await check('rights')).toMatchObject({
        state: 'failed',
        message: expect.stringContaining('get secrets'),
      })
    })

    it('can do all that commands need', async () => {
      await test.client.apply('Role', ROLE)
      await test.client.apply('RoleBinding', {
        metadata: { name: 'gaze-user' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: ROLE.metadata?.name ?? '' },
        subjects: [{ kind: 'ServiceAccount', name: 'user', namespace: test.namespace }],
      })
      expect(await check('rights')).toMatchObject({ state: 'ok' })
      const added = await gaze('image', 'add', 'count', '--pipeline', COUNT)
      expect(added).toMatchObject({ code: 0, stderr: '' })
      const env = { PASSWORD: 'hunter2' }
      const scale = ['stream', 'scale', 'door', '--image', 'count', '--secret-env', 'CAMERA=env:PASSWORD']
      const scaled = await runCli(['--context', 'site', ...scale, '--no-wait'], { home, env })
      expect(scaled).toMatchObject({ code: 0 })
      expect(await gaze('stream', 'show', 'door')).toMatchObject({ code: 0 })
      expect(await gaze('status')).toMatchObject({ code: 0 })
      expect(await gaze('stream', 'remove', 'door', '--confirm', 'door')).toMatchObject({ code: 0 })
      expect(await gaze('image', 'remove', 'count', '--confirm', 'count')).toMatchObject({ code: 0 })
    })
  },
)
