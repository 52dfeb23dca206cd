import type { ChosenSite } from '../../../runtime/control/deploy/choose-site.ts'
import { type ClusterContext, openCluster } from '../../../runtime/control/deploy/cluster-of.ts'
import {
  deployObjects,
  type Plan,
  planDeploy,
  warnOfForeignNamespace,
} from '../../../runtime/control/deploy/deploy.ts'
import { comparing, diffSite } from '../../../runtime/control/deploy/diff-site.ts'
import { dryRunOnServer } from '../../../runtime/control/deploy/dry-run.ts'
import { forgotten } from '../../../runtime/control/deploy/forgotten.ts'
import { idOf, titleOf } from '../../../runtime/control/deploy/object.ts'
import { deployOrRollBack } from '../../../runtime/control/deploy/roll-back.ts'
import { SITE_CONFIG_MAP, versionNotice } from '../../../runtime/control/deploy/site-version.ts'
import type { KubeClient } from '../../../runtime/kubernetes/client.ts'
import type { Output } from '../output.ts'
import { createReport } from './report.ts'

export interface RunOptions {
  readonly context: ClusterContext
  readonly out: Output
  readonly signal: AbortSignal
  readonly mode: 'apply' | 'diff' | 'client' | 'server'
  readonly prune: boolean
  readonly wait: boolean
  readonly timeoutMs: number
  readonly rollBack: boolean
  notice(text: string): Promise<void>
  say(text: string): void
}

const summary = (site: ChosenSite): object => ({
  namespace: site.options.namespace,
  version: site.options.version,
  image: site.options.image,
})

const printDiff = async (
  client: KubeClient,
  site: ChosenSite,
  { out, prune }: RunOptions,
): Promise<number> => {
  const diffs = await comparing(async () => {
    const { stale } = await planDeploy(client, site)
    return diffSite(client, site.objects, prune ? stale : [])
  })
  const text = diffs.map(({ diff }) => diff).join('')
  await out.record(
    { ...summary(site), differs: diffs.length > 0, objects: diffs.map(({ id, diff }) => ({ ...id, diff })) },
    text,
  )
  return diffs.length > 0 ? 1 : 0
}

const printRendered = async (site: ChosenSite, options: RunOptions): Promise<number> => {
  const { out } = options
  const objects = site.objects.map(idOf)
  await out.record(
    { ...summary(site), objects, dryRun: true },
    objects.map((id) => `${titleOf(id)} rendered (dry run)\n`).join(''),
  )
  return 0
}

const noticeStale = async ({ stale }: Plan, { prune, notice }: RunOptions): Promise<void> => {
  if (prune || stale.length === 0) return
  await notice(
    `No longer part of the site: ${stale.map(({ id }) => titleOf(id)).join(', ')}. --prune removes them.`,
  )
}

const noticeVersion = async (client: KubeClient, { options }: ChosenSite, run: RunOptions): Promise<void> => {
  const before = await client.get('ConfigMap', SITE_CONFIG_MAP)
  if (versionNotice(before, options.version, options.namespace) === undefined) return
  const was = before?.metadata?.annotations?.['gaze.dev/version']
  await run.notice(`The site is of version ${was}; this deploys version ${options.version}.`)
}

const nextStep = (context: ClusterContext, namespace: string): string =>
  context.kind === 'kubernetes'
    ? ''
    : `Act on it: gaze context add site --kind kubernetes --namespace ${namespace} && gaze context use site`

/** Does what the flags of `gaze deploy` ask for, prints it, and says with which code to exit. */
export const runDeploy = async (site: ChosenSite, run: RunOptions): Promise<number> => {
  if (run.mode === 'client') return printRendered(site, run)
  const { options, objects } = site
  const open = () => openCluster(run.context, options.namespace, run.signal)
  const client = await (run.mode === 'diff' ? comparing(open) : open())
  try {
    if (run.mode === 'diff') return await printDiff(client, site, run)
    const plan = await planDeploy(client, site)
    await noticeVersion(client, site, run)
    const dryRun = run.mode === 'server'
    const report = createReport(run.out, run.notice, run.say, dryRun ? ' (server dry run)' : '')
    for (const notice of forgotten(plan.revisions, site.set)) await run.notice(notice)
    await noticeStale(plan, run)
    await warnOfForeignNamespace(client, report.listener)
    if (dryRun) {
      await dryRunOnServer(client, objects, plan, run.prune, report.listener)
      await run.out.record({ ...summary(site), objects: report.objects, dryRun: true }, '')
      return 0
    }
    const deploy = run.rollBack ? deployOrRollBack : deployObjects
    const facts = { version: options.version, image: options.image, set: site.set, note: 'deploy' }
    const done = await deploy(client, objects, facts, plan, { ...run, ...report.listener })
    await run.out.record(
      { ...summary(site), ...done, objects: report.objects },
      `site ${options.namespace} ${done.result} (revision ${done.revision})`,
    )
    const next = nextStep(run.context, options.namespace)
    if (done.result === 'created' && next !== '') await run.notice(next)
    return 0
  } finally {
    client.close()
  }
}
