import { GazeCommand } from './_support/base.ts'
import { table } from './_support/table.ts'

const flat = (values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map((pair) => pair.join('='))
    .join(' ')

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

export default class Status extends GazeCommand {
  static override summary = 'Show services and streams of the context, what needs attention first.'
  static override examples = ['<%= config.bin %> status', '<%= config.bin %> status --json']

  async run(): Promise<void> {
    await this.parse(Status)
    const { stackStatus } = await import('../runtime/control/stack/status.ts')
    const status = await this.withSite((site) => stackStatus(site, this.context, this.signal))
    await this.out.record(status, () => {
      const parts: string[] = []
      const headers = { headers: true, wide: false }
      if (status.attention.length > 0)
        parts.push(
          table(
            status.attention,
            [
              { header: 'ATTENTION', value: ({ stream }) => stream },
              { header: 'REASON', value: ({ reason }) => reason },
              { header: 'SINCE', value: ({ since }) => since },
              { header: 'MESSAGE', value: ({ message }) => message },
            ],
            headers,
          ),
        )
      parts.push(
        table(
          status.services,
          [
            { header: 'SERVICE', value: ({ name }) => name },
            { header: 'PHASE', value: ({ phase }) => phase },
            {
              header: 'PORTS',
              value: ({ ports }) => flat(ports),
            },
            { header: 'SINCE', value: ({ since }) => since },
            { header: 'MESSAGE', value: ({ message }) => message },
          ],
          headers,
        ),
      )
      if (status.ingest.length > 0)
        parts.push(
          table(
            status.ingest,
            [
              { header: 'PUSHED', value: ({ stream }) => stream },
              { header: 'FPS', value: ({ fps }) => fps },
              { header: 'SLOT', value: ({ slot }) => `${slot.queued}/${slot.size}` },
              { header: 'DROPPED', value: ({ dropped }) => flat(dropped) },
              { header: 'LAST FRAME', value: ({ lastFrameAt }) => lastFrameAt },
            ],
            headers,
          ),
        )
      const counts = Object.entries(status.streams).map(([phase, count]) => `${count} ${phase}`)
      parts.push(`Streams: ${counts.length === 0 ? 'none' : counts.join(', ')}\n`)
      if (status.message !== '') parts.push(`${sentence(status.message)}\n`)
      return parts.join('\n')
    })
  }
}
