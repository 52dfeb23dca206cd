import { Flags } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'
import { namespaceFlag, rolloutFlags } from '../_support/deploy/flags.ts'
import { dryRunFlag } from '../_support/flags.ts'

export default class DeployRollback extends GazeCommand {
  static override summary = 'Apply an earlier revision of a site again, as a new one.'
  static override description =
    'Without --to it is the last good one before the newest. What only later revisions had is removed.'
  static override examples = ['<%= config.bin %> deploy rollback', '<%= config.bin %> deploy rollback --to 3']
  static override flags = {
    ...namespaceFlag,
    to: Flags.integer({ min: 1, helpValue: 'N', summary: 'The revision, as gaze deploy history shows it.' }),
    ...rolloutFlags,
    ...dryRunFlag,
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(DeployRollback)
    const [{ namespaceOf, openCluster }, { rollBack, rollbackTarget }, { createReport }] = await Promise.all([
      import('../../runtime/control/deploy/cluster-of.ts'),
      import('../../runtime/control/deploy/roll-back.ts'),
      import('../_support/deploy/report.ts'),
    ])
    const namespace = namespaceOf(this.context, flags.namespace)
    const client = await openCluster(this.context, namespace, this.signal)
    try {
      const { objects, ...target } = await rollbackTarget(client, flags.to)
      if (flags['dry-run'])
        return await this.out.record(
          { namespace, to: target.revision, ...target, dryRun: true },
          `site ${namespace} would go back to revision ${target.revision} (dry run)`,
        )
      const { wait, timeout: timeoutMs } = flags
      const [done, report] = await this.progress(
        `Rolling ${namespace} back to ${target.revision}`,
        async (say) => {
          const report = createReport(this.out, (text) => this.notice(text), say)
          const options = { ...report.listener, prune: true, wait, timeoutMs, signal: this.signal }
          return [await rollBack(client, { ...target, objects }, options), report] as const
        },
      )
      await this.out.record(
        { namespace, version: target.version, image: target.image, ...done, objects: report.objects },
        `site ${namespace} rolled back to revision ${done.to} (now revision ${done.revision})`,
      )
    } finally {
      client.close()
    }
  }
}
