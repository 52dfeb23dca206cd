import { Args } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'
import { confirmFlag, dryRunFlag } from '../_support/flags.ts'

export default class ImageRemove extends GazeCommand {
  static override summary = 'Remove an image that no stream uses.'
  static override examples = ['<%= config.bin %> image remove door --confirm door']
  static override args = { name: Args.string({ required: true, description: 'the image' }) }
  static override flags = { ...confirmFlag, ...dryRunFlag }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ImageRemove)
    const [{ removableImage }, { imageView }] = await Promise.all([
      import('../../runtime/control/images/remove.ts'),
      import('../../runtime/control/images/view.ts'),
    ])
    const dryRun = flags['dry-run']
    const image = await this.withSite(async ({ records }) => {
      const found = await removableImage(records, args.name)
      if (dryRun) return found
      await this.confirmName(`Removing image ${args.name}`, args.name, flags.confirm)
      await records.images.remove(args.name, found.revision)
      return found
    })
    await this.out.record(
      { ...imageView(image, []), result: 'removed', ...(dryRun ? { dryRun } : {}) },
      `image ${args.name} removed${dryRun ? ' (dry run)' : ''}`,
    )
  }
}
