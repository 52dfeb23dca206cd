import { Args } from '@oclif/core'
import type { Hop } from '../../runtime/control/why/hop.ts'
import { GazeCommand } from '../_support/base.ts'
import { type Column, table } from '../_support/table.ts'

const COLUMNS: readonly Column<Hop>[] = [
  { header: 'Hop', value: ({ hop }) => hop },
  { header: 'State', value: ({ state }) => state },
  { header: 'In', value: (hop) => hop.in },
  { header: 'Out', value: ({ out }) => out },
  {
    header: 'Dropped',
    value: ({ dropped }) => Object.values(dropped).reduce((sum, count) => sum + count, 0),
  },
  { header: 'Last', value: ({ lastAt }) => lastAt },
  { header: 'Message', value: ({ message }) => message },
]

export default class StreamWhy extends GazeCommand {
  static override summary = 'Say where frames or events of a stream stop, and what to do.'
  static override description =
    'Follows the way of a frame: sender, gaze-server, pods, and the nodes of the pipeline, and judges by the last ' +
    'seconds. The verdict is "ok" or a code; it exits 0 for every verdict.'
  static override examples = [
    '<%= config.bin %> stream why front',
    '<%= config.bin %> stream why front --json | jq -r .verdict',
  ]
  static override args = { name: Args.string({ required: true, description: 'the stream' }) }

  async run(): Promise<void> {
    const { args } = await this.parse(StreamWhy)
    const { whyStream } = await import('../../runtime/control/why/why.ts')
    const why = await this.progress('Looking', () =>
      this.withSite((site) => whyStream(site, args.name, this.signal)),
    )
    const paint = await this.paint()
    await this.out.record(why, () => {
      const verdict = (why.verdict === 'ok' ? paint.green : paint.yellow)(why.verdict)
      const path = table(why.path, COLUMNS, { headers: true, wide: false })
      return `${path}${path === '' ? '' : '\n'}${verdict}: ${why.message}\nNext: ${why.next}`
    })
  }
}
