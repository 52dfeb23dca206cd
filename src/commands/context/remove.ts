import { Args } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'
import { dryRunFlag } from '../_support/flags.ts'

export default class ContextRemove extends GazeCommand {
  static override summary = 'Forget a context; what runs there stays.'
  static override examples = ['<%= config.bin %> context remove site']
  static override args = { name: Args.string({ required: true, description: 'Name of the context.' }) }
  static override flags = dryRunFlag

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ContextRemove)
    const { removeContext } = await import('../../runtime/control/contexts/remove.ts')
    const dryRun = flags['dry-run']
    const { context, wasChosen } = await removeContext(
      this.settings.configFile.value,
      args.name,
      dryRun,
      this.signal,
    )
    await this.out.record(
      { ...context, result: 'removed', ...(dryRun ? { dryRun } : {}) },
      `Context ${context.name} removed${dryRun ? ' (dry run)' : ''}`,
    )
    if (wasChosen && !dryRun) await this.notice('Commands act on the local context again.')
  }
}
