import { Args, Flags } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'
import { durationFlag } from '../_support/flags.ts'
import { endWithReader } from '../_support/interrupt.ts'

export default class OutputTail extends GazeCommand {
  static override summary = 'Print the events of streams, past ones first, then as they happen.'
  static override description =
    'Events of all pods of the streams, in the order of each pod, over restarts and new pods; none is lost or ' +
    'comes twice. With --json each line is one CloudEvent. With --frames the picture of each event is saved too, as ' +
    'STREAM-TIME-TYPE-N.jpg.'
  static override examples = [
    '<%= config.bin %> output tail door',
    '<%= config.bin %> output tail door yard --type line.crossed --json',
    '<%= config.bin %> output tail door --since 10m --no-follow',
    '<%= config.bin %> output tail door --frames pictures',
  ]
  static override args = { stream: Args.string({ required: true, description: 'the streams' }) }
  static override strict = false
  static override flags = {
    type: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'TYPE',
      summary: 'Only events of this type; `line.*` for all that begin so. Can be given several times.',
    }),
    since: durationFlag({ summary: 'Only events of the last ms, s, m, h.' }),
    frames: Flags.string({
      helpValue: 'DIR',
      summary:
        'Save the JPEG of each event in DIR, which is made; only live pods have pictures, of recent events.',
    }),
    follow: Flags.boolean({ allowNo: true, default: true, summary: 'Wait for more (default).' }),
  }

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(OutputTail)
    const streams = [...new Set(argv as string[])]
    const { follow, type: types = [], since, frames } = flags
    const [{ tailEvents }, { eventText }, { openFrameSaver }] = await Promise.all([
      import('../../runtime/control/output/tail.ts'),
      import('../../runtime/wire/event-text.ts'),
      import('../../runtime/control/output/save-frames.ts'),
    ])
    const { signal } = this
    const notice = (text: string): void => void this.notice(text)
    if (follow) await endWithReader()
    await this.withSite(async (site) => {
      const events = tailEvents(site, {
        ...{ streams, types, follow, signal, notice },
        ...(since === undefined ? {} : { since: Date.now() - since }),
      })
      const ask = async (pod: string, path: string): Promise<Buffer | undefined> => {
        const record = await site.records.pods.get(pod)
        return record && site.askPod(record, path, signal)
      }
      const saver =
        frames === undefined ? undefined : await openFrameSaver({ to: frames, ask, signal, notice })
      for await (const tailed of events) {
        await this.out.line(tailed.event, () => eventText(tailed.event))
        await saver?.save(tailed)
      }
      saver?.end()
    })
  }
}
