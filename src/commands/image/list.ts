import { GazeCommand } from '../_support/base.ts'
import { listFlags } from '../_support/flags.ts'

export default class ImageList extends GazeCommand {
  static override summary = 'List the images.'
  static override examples = ['<%= config.bin %> image list', '<%= config.bin %> image list -o name']
  static override flags = listFlags

  async run(): Promise<void> {
    await this.parse(ImageList)
    const { listImages } = await import('../../runtime/control/images/list.ts')
    const images = await this.withSite(({ records }) => listImages(records))
    await this.out.list(images, [
      { header: 'name', value: (image) => image.name },
      { header: 'kind', value: (image) => image.kind },
      { header: 'ref', value: (image) => image.ref },
      { header: 'used by', value: (image) => image.usedBy.join(',') },
      { header: 'wire', value: (image) => image.wire, wide: true },
      { header: 'digest', value: (image) => image.digest.slice(0, 19), wide: true },
      { header: 'updated', value: (image) => image.updatedAt, wide: true },
      { header: 'description', value: (image) => image.description },
    ])
  }
}
