import { Args, Flags } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'

export default class StreamShow extends GazeCommand {
  static override summary = 'Show one stream: what is wanted, what runs, and its ledger.'
  static override examples = [
    '<%= config.bin %> stream show front',
    '<%= config.bin %> stream show front --reveal --json',
  ]
  static override args = { name: Args.string({ required: true, description: 'the stream' }) }
  static override flags = {
    reveal: Flags.boolean({ summary: 'Show the key, the credential of its sender.' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(StreamShow)
    const [{ showStream }, { describe }] = await Promise.all([
      import('../../runtime/control/streams/list.ts'),
      import('../../runtime/control/describe.ts'),
    ])
    const stream = await this.withSite((site) => showStream(site, args.name, flags.reveal, this.signal))
    const key = stream.key ?? 'hidden; --reveal shows it'
    const secretEnv = Object.fromEntries(stream.secretEnv.map((name) => [name, '***']))
    await this.out.record(stream, () => describe({ ...stream, secretEnv, key }))
  }
}
