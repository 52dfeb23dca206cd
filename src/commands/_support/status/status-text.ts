import type { StackStatus } from '../../../runtime/control/stack/status.ts'
import { table } from '../table.ts'

const flat = (values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map((pair) => pair.join('='))
    .join(' ')

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

/** For people: what needs attention first. */
export const statusText = (status: StackStatus): string => {
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
  const none = status.recorded === false ? 'not known' : 'none'
  parts.push(`Streams: ${counts.length === 0 ? none : counts.join(', ')}\n`)
  if (status.message !== '') parts.push(`${sentence(status.message)}\n`)
  return parts.join('\n')
}
