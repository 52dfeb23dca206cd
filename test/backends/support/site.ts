import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { openClient, type KubeClient } from '../../../src/runtime/kubernetes/client.ts'
import { type CliResult, createHome, runCli, runJson } from '../../support/cli.ts'
import { RUNTIME_IMAGE_NEEDS, runtimeImage } from './runtime-image.ts'

/** What tests that deploy a site name to `describeWith`. */
export const SITE_NEEDS = [...RUNTIME_IMAGE_NEEDS, 'KUBECONFIG', 'GAZE_TEST_MONGO_IMAGE'] as const

export const DEPLOY_MS = 240_000

/** A namespace for a site of the test's own, and the program beside it. */
export interface TestSite {
  readonly namespace: string
  readonly home: string
  readonly client: KubeClient
  /** Runs the built program; on the cluster of KUBECONFIG, in a home of its own. */
  gaze(...args: string[]): Promise<CliResult>
  json<T>(...args: string[]): Promise<T>
  /** `gaze deploy` into the namespace with the images of the test, unless another `--image` is named. */
  deploy(...args: string[]): Promise<CliResult>
  /** Undeploys and forgets the home. */
  remove(): Promise<void>
}

/** Nothing is deployed yet. */
export const createSite = async (prefix: string): Promise<TestSite> => {
  const namespace = `${prefix}-${randomBytes(4).toString('hex')}`
  const home = createHome()
  const env = { KUBECONFIG: process.env.KUBECONFIG }
  const options = { home, env, timeoutMs: DEPLOY_MS }
  const client = await openClient({ namespace, signal: new AbortController().signal })
  const image = await runtimeImage()
  const imagesFor = (args: readonly string[]): string[] => [
    ...(args.includes('--image') ? [] : ['--image', image]),
    ...['--set', `mongodb.image=${process.env.GAZE_TEST_MONGO_IMAGE}`],
  ]
  const gaze: TestSite['gaze'] = (...args) => runCli(args, options)
  return {
    ...{ namespace, home, client, gaze },
    json: (...args) => runJson(args, options),
    deploy: (...args) => gaze('deploy', '--namespace', namespace, ...imagesFor(args), ...args),
    remove: async () => {
      await gaze('undeploy', '--namespace', namespace, '--confirm', namespace)
      client.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/**
 * A site that runs, with context `site` for it in its home, so that `gaze('--context', 'site', …)` acts there.
 * @throws Error with all that the deploy said.
 */
export const deployedSite = async (prefix: string, ...args: string[]): Promise<TestSite> => {
  const site = await createSite(prefix)
  const done = await site.deploy(...args)
  if (done.code !== 0) {
    await site.remove()
    throw new Error(`gaze deploy exited ${done.code}\n${done.stdout}\n${done.stderr}`)
  }
  await site.json('context', 'add', 'site', '--kind', 'kubernetes', '--namespace', site.namespace)
  return site
}
