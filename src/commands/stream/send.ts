import { Args, Flags } from '@oclif/core'
import type { SendReport } from '../../runtime/control/send/send.ts'
import type { SendTarget } from '../../runtime/control/send/target.ts'
import { GazeCommand } from '../_support/base.ts'

export default class StreamSend extends GazeCommand {
  static override summary = 'Send pictures to a stream, as a camera would.'
  static override description =
    'Reads the source by its own clock and sends each picture as JPEG. By NAME the key and the address come from ' +
    'the context. A picture for which the connection has no room is skipped, never kept. Pictures go with their ' +
    'number and capture time (v1), so that the ledger knows of each; --wire v0 sends them bare.'
  static override examples = [
    '<%= config.bin %> stream send front --from clip.mp4',
    '<%= config.bin %> stream send front --from rtsp://camera.local/1 --quality 70',
    '<%= config.bin %> stream send k3y4f7x2 --to edge.local:5001 --from test --fps 10',
  ]
  static override args = {
    stream: Args.string({ required: true, description: 'the stream, by its name or its key' }),
  }
  static override flags = {
    from: Flags.string({
      required: true,
      helpValue: 'FILE|URL|camera:N|test',
      summary: 'Where the pictures come from; test is a made street scene.',
    }),
    'public-key': Flags.string({
      helpValue: 'KEY',
      summary: "With --to a port of CURVE: the server's public key, as gaze context show prints it.",
    }),
    to: Flags.string({ helpValue: 'HOST:PORT', summary: 'Another gaze-server than that of the context.' }),
    fps: Flags.custom<number>({
      helpValue: 'N',
      summary: 'Pictures a second, instead of the times of the source.',
      parse: async (text) => (await import('../../runtime/control/send/numbers.ts')).parseFps(text),
    })(),
    loop: Flags.boolean({ summary: 'Begin again at the end.' }),
    quality: Flags.integer({ default: 80, min: 1, max: 100, summary: 'Quality of the JPEGs, 1 to 100.' }),
    wire: Flags.option({ options: ['v0', 'v1'] as const, default: 'v1', summary: 'How to send.' })(),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(StreamSend)
    const [{ sendFrames }, { findTarget, targetWithoutSite }, { createLogger }] = await Promise.all([
      import('../../runtime/control/send/send.ts'),
      import('../../runtime/control/send/target.ts'),
      import('../../runtime/service/log.ts'),
    ])
    const level = this.settings.debug.value ? 'debug' : 'error'
    const send = async (target: SendTarget): Promise<SendReport> => {
      if (target.warning !== '') await this.warning(target.warning)
      return this.progress('Sending', (say) =>
        sendFrames({
          ...flags,
          target,
          fps: flags.fps,
          log: createLogger((line) => process.stderr.write(line), level),
          signal: this.signal,
          onProgress: ({ sent, skipped, fps }) => say(`Sent ${sent}, skipped ${skipped}, ${fps} fps`),
          onConnection: (there) => void this.notice(there ? 'Connected again' : 'The connection is lost'),
        }),
      )
    }
    const elsewhere = { to: flags.to, publicKey: flags['public-key'] }
    const report = await this.withSite(async (site) =>
      send(await findTarget(site, args.stream, elsewhere)),
    ).catch((error) => send(targetWithoutSite(error, args.stream, elsewhere)))
    const { sent, skipped, fps } = report
    await this.out.record(report, `sent ${sent}, skipped ${skipped}, ${fps} fps`)
  }
}
