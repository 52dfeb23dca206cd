import { Args } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'
import { dryRunFlag } from '../_support/flags.ts'

export default class ContextUse extends GazeCommand {
  static override summary = 'Choose the context that commands act on from now on.'
  static override description =
    'Writes the choice to the config file; --context and GAZE_CONTEXT go before it.'
  static override examples = ['<%= config.bin %> context use local']
  static override args = { name: Args.string({ required: true, description: 'Name of the context.' }) }
  static override flags = dryRunFlag

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ContextUse)
    const { useContext } = await import('../../runtime/control/contexts/use.ts')
    const used = await useContext(this.settings.configFile.value, args.name, flags['dry-run'], this.signal)
    await this.out.record(used, `Context ${used.name} ${used.result}${flags['dry-run'] ? ' (dry run)' : ''}`)
    const { source, origin } = this.settings.context
    if (origin === 'environment' && this.settings.context.value !== used.name)
      await this.warning(`${source} still chooses "${this.settings.context.value}".`)
  }
}
