import { Flags } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'
import { listFlags } from '../_support/flags.ts'
import { endWithReader } from '../_support/interrupt.ts'
import { table } from '../_support/table.ts'
import type { Site } from '../../runtime/control/site.ts'
import type { ListedStream } from '../../runtime/control/streams/view.ts'

const COLUMNS = [
  { header: 'name', value: (row: ListedStream) => row.name },
  { header: 'image', value: (row: ListedStream) => row.image },
  { header: 'source', value: (row: ListedStream) => row.source },
  { header: 'ready', value: (row: ListedStream) => `${row.readyReplicas}/${row.replicas}` },
  { header: 'phase', value: (row: ListedStream) => row.phase },
  { header: 'reason', value: (row: ListedStream) => row.reason },
  { header: 'frames', value: (row: ListedStream) => row.ledger?.processed ?? '', wide: true },
  { header: 'output', value: (row: ListedStream) => row.output, wide: true },
  { header: 'generation', value: (row: ListedStream) => row.generation, wide: true },
  { header: 'message', value: (row: ListedStream) => row.message, wide: true },
]

export default class StreamList extends GazeCommand {
  static override summary = 'List the streams.'
  static override examples = ['<%= config.bin %> stream list', '<%= config.bin %> stream list --watch --json']
  static override flags = {
    ...listFlags,
    watch: Flags.boolean({ char: 'w', summary: 'Go on with each stream that changes.' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(StreamList)
    await this.withSite(async (site) => {
      if (flags.watch) return this.follow(site, flags['no-headers'])
      const { listStreams } = await import('../../runtime/control/streams/list.ts')
      const counted = !['text', 'name'].includes(this.out.format)
      return this.out.list(await listStreams(site, this.signal, counted), COLUMNS)
    })
  }

  private async follow(site: Site, noHeaders: boolean): Promise<void> {
    await endWithReader()
    const { watchStreams } = await import('../../runtime/control/streams/watch.ts')
    const shown = new Map<string, ListedStream>()
    let headers = !noHeaders
    for await (const { changed, removed } of watchStreams(site, this.signal)) {
      for (const name of removed) {
        shown.delete(name)
        await this.out.line({ name, result: 'removed' }, `${name}  removed`)
      }
      for (const stream of changed) shown.set(stream.name, stream)
      const text = this.rows(changed, [...shown.values()], headers)
      headers &&= changed.length === 0
      for (const [i, stream] of changed.entries()) await this.out.line(stream, text[i] ?? '')
    }
  }

  /** Lines of the streams, aligned with all that were shown. */
  private rows(streams: readonly ListedStream[], all: readonly ListedStream[], headers: boolean): string[] {
    if (this.out.format === 'name') return streams.map(({ name }) => name)
    const [header = '', ...lines] = table(all, COLUMNS, {
      headers: true,
      wide: this.out.format === 'wide',
    }).split('\n')
    const rows = streams.map((stream) => lines[all.indexOf(stream)] ?? '')
    return headers && rows.length > 0 ? [`${header}\n${rows[0]}`, ...rows.slice(1)] : rows
  }
}
