import { Flags } from '@oclif/core'
import { GazeCommand } from './_support/base.ts'
import { rolloutFlags } from './_support/deploy/flags.ts'
import type { ClusterContext } from '../runtime/control/deploy/cluster-of.ts'
import { confirmFlag, dryRunFlag } from './_support/flags.ts'

export default class Undeploy extends GazeCommand {
  static override summary = 'Remove a site from its cluster: services, streams, and unless kept, its data.'
  static override description =
    `Returns when everything with the label app.kubernetes.io/part-of=gaze is gone from the namespace, and the namespace
too where a deploy made it. On a terminal it asks about the data, unless --keep-data or --no-keep-data says it; without
one the data goes too, unless --keep-data is there.`
  static override examples = [
    '<%= config.bin %> undeploy --confirm gaze --keep-data',
    '<%= config.bin %> undeploy --confirm gaze',
  ]
  static override flags = {
    namespace: Flags.string({
      char: 'n',
      helpValue: 'NAME',
      summary: 'The namespace; that of the context, else of --confirm.',
    }),
    ...confirmFlag,
    'keep-data': Flags.boolean({
      allowNo: true,
      summary: 'Keep the volume of the database and all Secrets for a later deploy, or remove them too.',
    }),
    timeout: rolloutFlags.timeout,
    ...dryRunFlag,
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Undeploy)
    const [{ namespaceOf, openCluster }, { removeSite, wouldRemove }, { titleOf }, { createReport }] =
      await Promise.all([
        import('../runtime/control/deploy/cluster-of.ts'),
        import('../runtime/control/deploy/undeploy/remove-site.ts'),
        import('../runtime/control/deploy/object.ts'),
        import('./_support/deploy/report.ts'),
      ])
    const { namespace: own } = this.context as ClusterContext
    const namespace = namespaceOf(this.context, flags.namespace ?? own ?? flags.confirm)
    const client = await openCluster(this.context, namespace, this.signal)
    try {
      if (flags['dry-run']) {
        const objects = await wouldRemove(client, flags['keep-data'] === true)
        const text = objects.map((id) => `${titleOf(id)} removed (dry run)\n`).join('')
        return await this.out.record(
          { namespace, result: 'removed', objects, dryRun: true },
          text || 'unchanged (dry run)',
        )
      }
      await this.confirmName(`Removing the site in ${namespace}`, namespace, flags.confirm)
      const keepData =
        flags['keep-data'] ?? (await this.askWhether('Keep its records and Secrets for a later deploy?'))
      const { report, done } = await this.progress(`Removing the site in ${namespace}`, async (say) => {
        const report = createReport(this.out, (text) => this.notice(text), say)
        const removed = (id: Parameters<typeof titleOf>[0]) => report.listener.applied(id, 'removed')
        const options = { keepData, timeoutMs: flags.timeout, signal: this.signal, say, removed }
        return { report, done: await removeSite(client, options) }
      })
      if (done.kept.length > 0) await this.notice(`Kept: ${done.kept.join(', ')}`)
      const text =
        done.result === 'unchanged'
          ? `unchanged: there is no site in ${namespace}`
          : `site ${namespace} removed`
      await this.out.record({ namespace, ...done, keepData, objects: report.objects }, text)
    } finally {
      client.close()
    }
  }
}
