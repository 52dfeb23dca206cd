import { GazeCommand } from '../_support/base.ts'
import { listFlags } from '../_support/flags.ts'

export default class NodeList extends GazeCommand {
  static override summary = 'List the building blocks of pipelines.'
  static override examples = ['<%= config.bin %> node list', '<%= config.bin %> node list --json']
  static override flags = listFlags

  async run(): Promise<void> {
    await this.parse(NodeList)
    const { listNodes } = await import('../../runtime/control/nodes.ts')
    await this.out.list(listNodes(), [
      { header: 'name', value: (node) => node.name },
      { header: 'kind', value: (node) => node.kind },
      { header: 'takes', value: (node) => node.takes.join(',') },
      { header: 'gives', value: (node) => node.gives.join(',') },
      { header: 'memory', value: (node) => (node.memory ? 'yes' : 'no'), wide: true },
      { header: 'summary', value: (node) => node.summary },
    ])
  }
}
