import { Flags } from '@oclif/core'
import { GazeCommand } from './_support/base.ts'
import { dryRunFlag, yesFlag } from './_support/flags.ts'

export default class Down extends GazeCommand {
  static override summary = 'Stop the local stack; records stay.'
  static override description =
    'Returns when every process of it is gone. With --purge, records, models, logs and events of the state ' +
    'directory are removed too.'
  static override examples = ['<%= config.bin %> down', '<%= config.bin %> down --purge --yes']
  static override flags = {
    purge: Flags.boolean({ summary: 'Remove records, models, logs and events too.' }),
    ...yesFlag,
    ...dryRunFlag,
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Down)
    const dir = this.stateDir
    const purge = flags.purge === true
    const dryRun = flags['dry-run'] === true
    const { purgeState, stopStack, wouldStop } = await import('../runtime/control/stack/down.ts')
    if (dryRun) {
      const result = await wouldStop(dir, purge)
      const text = result === 'unchanged' ? 'unchanged' : `would stop the stack${purge ? ' and purge' : ''}`
      return this.out.record({ result, purged: purge, dryRun }, text)
    }
    if (purge) await this.confirmYes(`Removing all that is recorded in ${dir.root}`, flags.yes)
    const stopped = await this.progress('Stopping the local stack', () => stopStack(dir, this.signal))
    const purged = purge && (await purgeState(dir))
    const result = purged ? 'removed' : stopped
    const text = result === 'unchanged' ? 'unchanged: nothing is running' : 'stopped'
    await this.out.record({ result, purged }, purged ? `${text}, and all records are removed` : text)
  }
}
