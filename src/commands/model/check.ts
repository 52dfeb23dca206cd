import { Args, Flags } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'
import { hintFlags } from '../_support/model-flags.ts'

export default class ModelCheck extends GazeCommand {
  static override summary = 'Say what a model is taken for and from what, and run it.'
  static override description =
    `NAME is a model of the context or the path of an ONNX file. It is loaded and run once; with --image it is run on
that picture, and where the file leaves something open (order of colours, range, layout), in each way that fits.`
  static override examples = [
    '<%= config.bin %> model check yolox-nano',
    '<%= config.bin %> model check yolox-nano --image street.jpg --json',
    '<%= config.bin %> model check ./yolox_nano.onnx --image street.jpg --colour rgb',
  ]
  static override args = {
    name: Args.string({ required: true, description: 'the model, or the path of a file' }),
  }
  static override flags = {
    image: Flags.string({ helpValue: 'FILE', summary: 'A picture to run it on.' }),
    threshold: Flags.string({ helpValue: 'N', summary: 'Least score, 0 to 1; without it its own default.' }),
    ...hintFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ModelCheck)
    const [{ checkModel, checkView }, { checkText }, { hintsOf, shareOf }] = await Promise.all([
      import('../../runtime/control/models/check/check.ts'),
      import('../../runtime/control/models/check/check-text.ts'),
      import('../../runtime/control/models/flags.ts'),
    ])
    const { image, threshold, ...hints } = flags
    const checked = await this.withSite((site) =>
      this.progress('running the model', () =>
        checkModel(site, args.name, {
          ...{ image, cwd: process.cwd(), signal: this.signal, hints: hintsOf(hints) },
          threshold: threshold === undefined ? undefined : shareOf('threshold', threshold),
          stateDir: this.settings.stateDir.value,
        }),
      ),
    )
    await this.out.record(checkView(checked), checkText(checked, image).trimEnd())
  }
}
