import { GazeCommand } from '../_support/base.ts'
import { namespaceFlag } from '../_support/deploy/flags.ts'
import { listFlags } from '../_support/flags.ts'

export default class DeployHistory extends GazeCommand {
  static override summary = 'List the revisions of a site that are kept, the newest last.'
  static override examples = ['<%= config.bin %> deploy history', '<%= config.bin %> deploy history --json']
  static override flags = { ...namespaceFlag, ...listFlags }

  async run(): Promise<void> {
    const { flags } = await this.parse(DeployHistory)
    const [{ namespaceOf, openCluster }, { listRevisions }] = await Promise.all([
      import('../../runtime/control/deploy/cluster-of.ts'),
      import('../../runtime/control/deploy/history/history.ts'),
    ])
    const client = await openCluster(this.context, namespaceOf(this.context, flags.namespace), this.signal)
    try {
      const revisions = await listRevisions(client)
      const rows = revisions.map(({ objects, ...facts }) => ({
        ...{ name: String(facts.revision), ...facts, objects: objects.length },
      }))
      await this.out.list(rows, [
        { header: 'revision', value: (row) => row.revision },
        { header: 'status', value: (row) => row.status },
        { header: 'deployed at', value: (row) => row.deployedAt },
        { header: 'version', value: (row) => row.version },
        { header: 'image', value: (row) => row.image },
        { header: 'objects', value: (row) => row.objects, wide: true },
        { header: 'note', value: (row) => row.note, cut: true },
      ])
    } finally {
      client.close()
    }
  }
}
