import { Args } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'
import { confirmFlag, dryRunFlag, waitFlags } from '../_support/flags.ts'

export default class StreamRemove extends GazeCommand {
  static override summary = 'Remove a stream: its pods, its key and its secrets.'
  static override examples = ['<%= config.bin %> stream remove front --confirm front']
  static override args = { name: Args.string({ required: true, description: 'the stream' }) }
  static override flags = { ...confirmFlag, ...waitFlags, ...dryRunFlag }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(StreamRemove)
    const [{ removableStream, removeStream, waitForNoPods }, { viewStreams }] = await Promise.all([
      import('../../runtime/control/streams/remove.ts'),
      import('../../runtime/control/streams/list.ts'),
    ])
    const { 'dry-run': dryRun, timeout: timeoutMs, wait } = flags
    const view = await this.withSite(async (site) => {
      const stream = await removableStream(site.records, args.name)
      const [before] = await viewStreams(site, [stream], false, this.signal)
      if (dryRun) return before
      await this.confirmName(`Removing stream ${args.name}`, args.name, flags.confirm)
      await removeStream(site.records, stream)
      await site.nudge()
      if (wait)
        await this.progress('', (say) =>
          waitForNoPods(site, args.name, {
            ...{ timeoutMs, signal: this.signal, say },
            stopped: (text) => void this.notice(text),
          }),
        )
      return before
    })
    await this.out.record(
      { ...view, result: 'removed', ...(dryRun ? { dryRun } : {}) },
      `stream ${args.name} removed${dryRun ? ' (dry run)' : ''}`,
    )
  }
}
