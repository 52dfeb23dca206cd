import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { cliEnvironment, startCli } from '../../../support/cli.ts'
import { describeWith } from '../../support/back-ends.ts'
import { runtimeImage } from '../../support/runtime-image.ts'
import { createSite, DEPLOY_MS, SITE_NEEDS, type TestSite } from '../../support/site.ts'
import { type ProxiedCluster, proxiedCluster } from '../../support/through-proxy.ts'

describeWith(SITE_NEEDS, 'gaze deploy', ({ KUBECONFIG = '', GAZE_TEST_MONGO_IMAGE = '' }) => {
  let site: TestSite
  let cluster: ProxiedCluster
  beforeEach(async () => {
    site = await createSite('refused')
    cluster = await proxiedCluster(KUBECONFIG)
  }, DEPLOY_MS)
  afterEach(async () => {
    await cluster.close()
    await site.remove()
  }, DEPLOY_MS)

  const quotas = (method: 'POST' | 'DELETE', name: string, hard: object = {}) =>
    site.client.connection.call({
      method,
      path: `/api/v1/namespaces/${site.namespace}/resourcequotas${method === 'POST' ? '' : `/${name}`}`,
      body: JSON.stringify(method === 'POST' ? { metadata: { name }, spec: { hard } } : {}),
      signal: AbortSignal.timeout(10_000),
    })

  it(
    'ends at once when a quota has no room for the volume of the database, and goes on when it has',
    async () => {
      await site.client.create('Namespace', { metadata: { name: site.namespace } })
      const quota = await quotas('POST', 'small', { persistentvolumeclaims: '0' })
      expect(quota.statusCode).toBe(201)
      quota.resume()
      const refused = await site.deploy('--timeout', '3m')
      expect(refused.code).toBe(1)
      expect(refused.stderr).toMatch(
        /cannot become ready[\s\S]*gaze-mongo: FailedCreate: .*exceeded quota: small/,
      )
      const removed = await quotas('DELETE', 'small')
      expect(removed.statusCode).toBe(200)
      removed.resume()
      const done = await site.deploy('--timeout', '3m')
      expect(done.code, done.stderr).toBe(0)
      await site.client.remove('Namespace', site.namespace)
    },
    2 * DEPLOY_MS,
  )

  it(
    'that fails where there was no site leaves nothing, when it is told so',
    async () => {
      const absent = (await runtimeImage()).replace(/:[^:]*$/, ':no-such-tag')
      const failed = await site.deploy('--image', absent, '--rollback-on-failure', '--no-wait')
      expect(failed.code, failed.stderr).toBe(1)
      expect(failed.stderr).toMatch(/Error: .*; what was made is removed again/)
      expect(failed.stderr).toMatch(/(ErrImagePull|ImagePullBackOff)[\s\S]*no-such-tag/)
      expect(await site.client.get('Namespace', site.namespace)).toBeUndefined()
    },
    DEPLOY_MS,
  )

  it(
    'goes on when the API comes back while it waits',
    async () => {
      const env = cliEnvironment(site.home, { KUBECONFIG: cluster.kubeconfig })
      const images = ['--image', await runtimeImage(), '--set', `mongodb.image=${GAZE_TEST_MONGO_IMAGE}`]
      const deploy = startCli(['deploy', '--namespace', site.namespace, ...images, '--timeout', '3m'], {
        ...{ home: site.home, env },
      })
      await deploy.until(/poddisruptionbudget\S+gaze-mongo created/, 'stdout', 60_000)
      cluster.proxy.cut()
      // Some of its looks, of which it makes two a second.
      await setTimeout(5_000)
      cluster.proxy.resume()
      const { code, stderr } = await deploy.ended
      expect(code, stderr).toBe(0)
    },
    DEPLOY_MS,
  )
})
