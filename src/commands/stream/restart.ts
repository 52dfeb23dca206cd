import { Args } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'
import { dryRunFlag, waitFlags } from '../_support/flags.ts'

export default class StreamRestart extends GazeCommand {
  static override summary = 'Replace the pods of a stream by new ones.'
  static override description = 'A stream whose source has ended begins again.'
  static override examples = ['<%= config.bin %> stream restart front']
  static override args = { name: Args.string({ required: true, description: 'the stream' }) }
  static override flags = { ...waitFlags, ...dryRunFlag }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(StreamRestart)
    const [{ restartStream }, { settleStream }] = await Promise.all([
      import('../../runtime/control/streams/restart.ts'),
      import('../../runtime/control/streams/settle.ts'),
    ])
    const { 'dry-run': dryRun, timeout: timeoutMs, wait } = flags
    const view = await this.withSite(async (site) => {
      const stream = await restartStream(site.records, args.name, dryRun)
      return this.progress('', (say) =>
        settleStream(site, stream, 'is to be restarted', {
          wait,
          timeoutMs,
          signal: this.signal,
          dryRun,
          say,
          stopped: (text) => void this.notice(text),
        }),
      )
    })
    await this.out.record(
      { ...view, result: 'configured', ...(dryRun ? { dryRun } : {}) },
      `stream ${view.name} restarted${dryRun ? ' (dry run)' : ''}`,
    )
  }
}
