import { GazeCommand } from '../_support/base.ts'
import { listFlags } from '../_support/flags.ts'

export default class ModelList extends GazeCommand {
  static override summary = 'List the models.'
  static override examples = ['<%= config.bin %> model list', '<%= config.bin %> model list -o name']
  static override flags = listFlags

  async run(): Promise<void> {
    await this.parse(ModelList)
    const [{ listModels }, { bytesText }] = await Promise.all([
      import('../../runtime/control/models/list.ts'),
      import('../../runtime/bytes-text.ts'),
    ])
    const models = await this.withSite(({ records }) => listModels(records))
    await this.out.list(models, [
      { header: 'name', value: (model) => model.name },
      { header: 'family', value: (model) => model.family },
      { header: 'task', value: (model) => model.task },
      {
        header: 'input',
        value: ({ manifest: { input } }) => `${input.width}x${input.height} ${input.colour} ${input.type}`,
      },
      { header: 'classes', value: (model) => String(model.manifest.classes.length) },
      { header: 'size', value: (model) => bytesText(model.bytes) },
      { header: 'used by', value: (model) => model.usedBy.join(',') },
      { header: 'images', value: (model) => model.images.join(','), wide: true },
      { header: 'sha256', value: (model) => model.sha256.slice(0, 12), wide: true },
      { header: 'source', value: (model) => model.manifest.source ?? '', wide: true },
      { header: 'updated', value: (model) => model.updatedAt, wide: true },
    ])
  }
}
