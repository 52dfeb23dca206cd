import { Args } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'
import { confirmFlag, dryRunFlag } from '../_support/flags.ts'

export default class ModelRemove extends GazeCommand {
  static override summary = 'Remove a model that no stream and no image names.'
  static override examples = ['<%= config.bin %> model remove yolox-nano --confirm yolox-nano']
  static override args = { name: Args.string({ required: true, description: 'the model' }) }
  static override flags = { ...confirmFlag, ...dryRunFlag }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ModelRemove)
    const [{ removableModel, removeModel }, { modelView }] = await Promise.all([
      import('../../runtime/control/models/remove.ts'),
      import('../../runtime/control/models/view.ts'),
    ])
    const dryRun = flags['dry-run']
    const model = await this.withSite(async ({ records }) => {
      const found = await removableModel(records, args.name)
      if (dryRun) return found
      await this.confirmName(`Removing model ${args.name}`, args.name, flags.confirm)
      await removeModel(records, found)
      return found
    })
    await this.out.record(
      { ...modelView(model, { streams: [], images: [] }), result: 'removed', ...(dryRun ? { dryRun } : {}) },
      `model ${args.name} removed${dryRun ? ' (dry run)' : ''}`,
    )
  }
}
