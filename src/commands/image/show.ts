import { Args } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'

export default class ImageShow extends GazeCommand {
  static override summary = 'Show one image.'
  static override examples = ['<%= config.bin %> image show door', '<%= config.bin %> image show door --json']
  static override args = { name: Args.string({ required: true, description: 'the image' }) }

  async run(): Promise<void> {
    const { args } = await this.parse(ImageShow)
    const [{ showImage }, { describe }] = await Promise.all([
      import('../../runtime/control/images/list.ts'),
      import('../../runtime/control/describe.ts'),
    ])
    const image = await this.withSite(({ records }) => showImage(records, args.name))
    await this.out.record(image, () => describe(image))
  }
}
