import { Args } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'
import { table } from '../_support/table.ts'

export default class NodeShow extends GazeCommand {
  static override summary = 'Show one building block and its parameters.'
  static override examples = [
    '<%= config.bin %> node show count-line',
    '<%= config.bin %> node show motion --json',
  ]
  static override args = { name: Args.string({ required: true, description: 'the node' }) }

  async run(): Promise<void> {
    const { args } = await this.parse(NodeShow)
    const { rangeText, showNode } = await import('../../runtime/control/nodes.ts')
    const node = showNode(args.name)
    const columns = [
      { header: 'parameter', value: (param: (typeof node.params)[number]) => param.name },
      { header: 'type', value: (param: (typeof node.params)[number]) => param.type },
      { header: 'range', value: (param: (typeof node.params)[number]) => rangeText(param) },
      {
        header: 'default',
        value: (param: (typeof node.params)[number]) =>
          param.required ? 'required' : param.default === undefined ? '' : String(param.default),
      },
      {
        header: 'meaning',
        value: (param: (typeof node.params)[number]) =>
          `${param.summary}${param.positional ? ' May be written without its name.' : ''}`,
      },
    ]
    await this.out.record(node, () => {
      const kinds = (list: readonly string[]): string => list.join(', ') || 'nothing'
      const head = `${node.name} (${node.kind}): ${node.summary}\nTakes ${kinds(node.takes)}, gives ${kinds(node.gives)}.`
      const memory = node.memory ? ' Remembers earlier frames: one active pod a stream.' : ''
      if (node.params.length === 0) return `${head}${memory}\nIt has no parameters.`
      return `${head}${memory}\n\n${table(node.params, columns, { headers: true, wide: true })}`
    })
  }
}
