import { GazeCommand } from './_support/base.ts'
import type { StackStatus } from '../runtime/control/stack/status.ts'

export default class Status extends GazeCommand {
  static override summary = 'Show services and streams of the context, what needs attention first.'
  static override examples = ['<%= config.bin %> status', '<%= config.bin %> status --json']

  async run(): Promise<void> {
    await this.parse(Status)
    const { stackStatus } = await import('../runtime/control/stack/status.ts')
    const status = await this.withSite((site) => stackStatus(site, this.context, this.signal)).catch(
      (error: unknown) => this.withoutRecords(error),
    )
    const { statusText } = await import('./_support/status/status-text.ts')
    await this.out.record(status, () => statusText(status))
  }

  private async withoutRecords(error: unknown): Promise<StackStatus> {
    const [{ statusWithoutRecords }, { namespaceOf, openCluster }] = await Promise.all([
      import('../runtime/control/stack/status-without-records.ts'),
      import('../runtime/control/deploy/cluster-of.ts'),
    ])
    const { context, signal } = this
    const open = () => openCluster(context, namespaceOf(context, undefined), signal)
    return statusWithoutRecords(error, context, open, (text) => void this.warning(text))
  }
}
