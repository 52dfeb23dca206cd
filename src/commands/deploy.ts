import { Flags } from '@oclif/core'
import { GazeCommand } from './_support/base.ts'

export default class Deploy extends GazeCommand {
  static override summary = 'Put a site on a Kubernetes cluster, or bring it up to date.'
  static override examples = [
    '<%= config.bin %> deploy --print > site.yaml',
    '<%= config.bin %> deploy --image registry.example/gaze/runtime:1 --set mongodb.uriSecret=my-mongodb --print',
  ]
  static override flags = {
    namespace: Flags.string({ char: 'n', helpValue: 'NAME', summary: 'Where to; gaze by default.' }),
    image: Flags.string({ helpValue: 'REF', summary: 'The stock runtime image.' }),
    set: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'K=V',
      summary: 'A setting of the site; an unknown one lists all.',
    }),
    print: Flags.boolean({ summary: 'Print the objects as YAML and ask no cluster.' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Deploy)
    const { chooseSite } = await import('../runtime/control/deploy/choose-site.ts')
    const { manifestOf } = await import('../runtime/control/deploy/manifest.ts')
    const { objects } = chooseSite({
      version: this.config.version,
      namespace: flags.namespace,
      image: flags.image,
      set: flags.set ?? [],
    })
    await this.out.record(objects, await manifestOf(objects))
  }
}
