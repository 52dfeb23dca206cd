import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { version } from '../../../../src/commands/_support/version.ts'
import { defaultOptions } from '../../../../src/runtime/control/deploy/site/options.ts'
import { describeWith } from '../../support/back-ends.ts'
import { runtimeImage } from '../../support/runtime-image.ts'
import { createSite, DEPLOY_MS, SITE_NEEDS, type TestSite } from '../../support/site.ts'

const { image, mongodb } = defaultOptions(version)

/** The shipped file, moved to another namespace and to images that this cluster can pull. */
const manifestFor = async (namespace: string, mongo: string): Promise<string> => {
  const text = readFileSync('manifests/gaze.yaml', 'utf8')
    .replaceAll(image, await runtimeImage())
    .replaceAll(mongodb.image, mongo)
    .replaceAll('namespace: gaze\n', `namespace: ${namespace}\n`)
    .replaceAll('"namespace": "gaze"', `"namespace": "${namespace}"`)
    .replaceAll('gaze-server-pods.gaze.svc', `gaze-server-pods.${namespace}.svc`)
    .replace(
      'kind: Namespace\nmetadata:\n  name: gaze\n',
      `kind: Namespace\nmetadata:\n  name: ${namespace}\n`,
    )
  expect(parseAllDocuments(text)[0]?.getIn(['metadata', 'name'])).toBe(namespace)
  return text
}

describeWith([...SITE_NEEDS, 'GAZE_TEST_KUBECTL'], 'manifests/gaze.yaml', (backEnds) => {
  let site: TestSite
  beforeAll(async () => {
    site = await createSite('manifest')
  }, DEPLOY_MS)
  afterAll(() => site.remove(), DEPLOY_MS)

  const kubectl = (args: readonly string[], input = ''): string =>
    execFileSync(backEnds.GAZE_TEST_KUBECTL ?? '', ['--namespace', site.namespace, ...args], {
      input,
      encoding: 'utf8',
      env: { ...process.env, KUBECONFIG: backEnds.KUBECONFIG },
    })

  it(
    'is a whole site with kubectl apply alone, and gaze deploy goes on from there',
    async () => {
      const manifest = await manifestFor(site.namespace, backEnds.GAZE_TEST_MONGO_IMAGE ?? '')
      kubectl(['apply', '-f', '-'], manifest)
      for (const workload of ['statefulset/gaze-mongo', 'deployment/info-update', 'deployment/gaze-server'])
        kubectl(['rollout', 'status', workload, '--timeout', '200s'])
      const generations = (): string =>
        kubectl(['get', 'deployments,statefulsets', '-o', 'jsonpath={.items[*].metadata.generation}'])
      const before = generations()
      const again = kubectl(['apply', '-f', '-'], manifest).trim().split('\n')
      // kubectl sends the selector of a budget at each apply, whatever is there.
      const otherThan = again.filter((line) => !/^poddisruptionbudget| unchanged$/.test(line))
      expect(otherThan).toEqual([])
      expect(generations()).toBe(before)

      const deployed = await site.deploy()
      expect(deployed.code, deployed.stderr).toBe(0)
      expect(deployed.stdout).not.toContain(' created')
      expect((await site.deploy('--diff')).code).toBe(0)

      // What kubectl has written goes when the site no longer wants it, but for what kubectl keeps for itself.
      const closed = await site.deploy('--set', 'ingest.plain=false')
      expect(closed.code, closed.stderr).toBe(0)
      const service = await site.client.get('Service', 'gaze-server')
      expect(service?.spec?.ports?.map(({ port }) => port)).toEqual([5003, 5002])
      const server = await site.client.get('Deployment', 'gaze-server')
      const { ports = [] } = server?.spec?.template.spec?.containers[0] ?? {}
      expect(ports.map(({ containerPort }) => containerPort)).toEqual([5003, 5002, 5004])
      expect(service?.metadata?.annotations).toHaveProperty(
        'kubectl.kubernetes.io/last-applied-configuration',
      )
    },
    DEPLOY_MS,
  )
})
