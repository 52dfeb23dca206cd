import { GazeCommand } from '../_support/base.ts'
import { listFlags } from '../_support/flags.ts'

export default class ContextList extends GazeCommand {
  static override summary = 'List the contexts.'
  static override examples = ['<%= config.bin %> context list', '<%= config.bin %> context list -o name']
  static override flags = listFlags

  async run(): Promise<void> {
    await this.parse(ContextList)
    const { contexts, context: chosen } = this.settings
    const current = chosen.value
    const rows = contexts.value.map((context) => ({ ...context, current: context.name === current }))
    await this.out.list(rows, [
      { header: 'name', value: (row) => row.name },
      { header: 'kind', value: (row) => row.kind },
      { header: 'namespace', value: (row) => (row.kind === 'local' ? '' : row.namespace) },
      {
        header: 'kubeconfig',
        value: (row) => (row.kind === 'local' ? '' : (row.kubeconfig ?? '')),
        wide: true,
      },
      { header: 'current', value: (row) => (row.current ? '*' : '') },
    ])
  }
}
