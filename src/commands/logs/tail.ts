import { Args, Flags } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'
import { durationFlag } from '../_support/flags.ts'
import { endWithReader } from '../_support/interrupt.ts'

const pattern = (summary: string) =>
  Flags.string({ multiple: true, multipleNonGreedy: true, helpValue: 'RE', summary })

export default class LogsTail extends GazeCommand {
  static override summary = 'Print what pods and services say, past lines first, then as they come.'
  static override description =
    'Lines of all pods of the streams in the order of their times, over restarts, rotations and new pods; none is ' +
    'lost or comes twice. --template has time, stream, pod, service, level, message, fields and raw.'
  static override examples = [
    '<%= config.bin %> logs tail door',
    '<%= config.bin %> logs tail door yard --since 10m --exclude heartbeat',
    '<%= config.bin %> logs tail --service gaze-server --no-follow --tail 50',
    "<%= config.bin %> logs tail --all --template '{{time}} {{pod}} {{message}}'",
  ]
  static override args = { stream: Args.string({ description: 'the streams' }) }
  static override strict = false
  static override flags = {
    service: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'gaze-server|info-update',
      summary: 'A service of the stack; on a cluster also gaze-mongo.',
    }),
    all: Flags.boolean({ summary: 'All streams and services.' }),
    since: durationFlag({ summary: 'Only lines of the last ms, s, m, h.' }),
    tail: Flags.integer({ min: 0, helpValue: 'N', summary: 'Only the last N past lines of each pod.' }),
    'max-log-requests': Flags.integer({
      min: 1,
      default: 50,
      helpValue: 'N',
      summary: 'How many logs of a cluster are read at once.',
    }),
    previous: Flags.boolean({ summary: 'The run before the present one of each pod; does not follow.' }),
    include: pattern('Only lines that match one of these.'),
    exclude: pattern('No lines that match one of these.'),
    highlight: pattern('Marks what matches.'),
    timestamps: Flags.boolean({ summary: 'Print the time of each line.' }),
    follow: Flags.boolean({ allowNo: true, default: true, summary: 'Wait for more (default).' }),
    template: Flags.string({ helpValue: 'T', summary: 'How to print a line.' }),
    format: Flags.string({
      char: 'o',
      options: ['default', 'raw', 'json'] as const,
      helpValue: 'default|raw|json',
      summary: 'How to print a line.',
    }),
  }

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(LogsTail)
    const { printLogs } = await import('../_support/logs/print-logs.ts')
    const streams = [...new Set(argv as string[])]
    const { service: services = [], previous } = flags
    if (flags.follow && !previous) await endWithReader()
    await this.withSite(async (site) =>
      printLogs(site, {
        ...flags,
        choice: { streams, services, all: flags.all },
        most: flags['max-log-requests'],
        follow: flags.follow && !previous,
        signal: this.signal,
        paint: await this.paint(),
        notice: (text) => void this.notice(text),
        print: (lines, text) => this.out.lines(lines, { object: ({ raw: _, ...line }) => line, text }),
      }),
    )
  }
}
