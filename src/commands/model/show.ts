import { Args } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'

export default class ModelShow extends GazeCommand {
  static override summary = 'Show one model: how pictures go in and how its outputs are read.'
  static override examples = [
    '<%= config.bin %> model show yolox-nano',
    '<%= config.bin %> model show yolox-nano --json',
  ]
  static override args = { name: Args.string({ required: true, description: 'the model' }) }

  async run(): Promise<void> {
    const { args } = await this.parse(ModelShow)
    const [{ showModel }, { describe }] = await Promise.all([
      import('../../runtime/control/models/list.ts'),
      import('../../runtime/control/describe.ts'),
    ])
    const model = await this.withSite(({ records }) => showModel(records, args.name))
    await this.out.record(model, () => describe(model))
  }
}
