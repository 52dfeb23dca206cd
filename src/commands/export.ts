import { Flags } from '@oclif/core'
import { GazeCommand } from './_support/base.ts'

export default class Export extends GazeCommand {
  static override summary = 'Print the images and streams of the context as a file that gaze apply reads.'
  static override description =
    `Secret variables are there by name only, and keys only with --reveal: without them,
another site gives its streams keys of its own.`
  static override examples = [
    '<%= config.bin %> export > site.yaml',
    '<%= config.bin %> export | <%= config.bin %> --context site apply -f -',
  ]
  static override flags = {
    reveal: Flags.boolean({ summary: 'With the keys of streams, so that their senders need not change.' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Export)
    const [{ exportSite }, { listForm, toYaml }] = await Promise.all([
      import('../runtime/control/site-file/export.ts'),
      import('../runtime/control/site-file/to-object.ts'),
    ])
    const objects = await this.withSite(({ records }) => exportSite(records, flags.reveal))
    await this.out.record(listForm(objects), await toYaml(objects))
  }
}
