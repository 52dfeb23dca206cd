import { Args, Flags } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'
import { dryRunFlag } from '../_support/flags.ts'
import { hintFlags } from '../_support/model-flags.ts'

export default class ModelAdd extends GazeCommand {
  static override summary = 'Add a model: an ONNX file, from a path or a URL.'
  static override description =
    `Its family, layout and classes are read from the file; flags say what the file leaves open.
Adding what is there already changes nothing; what differs needs --force. A download goes on where an earlier one ended.`
  static override examples = [
    '<%= config.bin %> model add yolox_nano.onnx',
    '<%= config.bin %> model add best.onnx --name helmets --labels helmets.txt',
    '<%= config.bin %> model add https://example.com/models/yolov8n.onnx --sha256 3a1f…',
    '<%= config.bin %> model add squeezenet.onnx --family classify --colour bgr --dry-run',
  ]
  static override args = {
    model: Args.string({ required: true, description: 'FILE or URL of an ONNX file' }),
  }
  static override flags = {
    name: Flags.string({ helpValue: 'NAME', summary: 'Its name; without it that of the file.' }),
    sha256: Flags.string({ helpValue: 'H', summary: 'The SHA-256 that the file has to have.' }),
    ...hintFlags,
    image: Flags.string({
      helpValue: 'FILE',
      summary: 'A picture to try where the file leaves something open.',
    }),
    check: Flags.boolean({
      allowNo: true,
      default: true,
      summary: 'Refuse what cannot be loaded and run (default).',
    }),
    force: Flags.boolean({ summary: 'Replace a model that differs.' }),
    ...dryRunFlag,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ModelAdd)
    const [{ registerModel }, { describeDifferences }, { inferenceText }] = await Promise.all([
      import('../../runtime/control/models/register.ts'),
      import('../../runtime/control/differences.ts'),
      import('../../runtime/control/models/inference-text.ts'),
    ])
    const { name, sha256, image, check, force, 'dry-run': dryRun, ...hints } = flags
    const { model, result, inference, differences } = await this.withSite((site) =>
      this.progress('reading the model', (say) =>
        registerModel(site, args.model, {
          ...{
            name,
            sha256,
            image,
            check,
            force,
            dryRun,
            hints,
            say,
            tell: (text) => void this.notice(text),
            cwd: process.cwd(),
            signal: this.signal,
          },
          stateDir: this.settings.stateDir.value,
        }),
      ),
    )
    await this.notice(inferenceText(inference).trimEnd())
    const changes = dryRun ? `\n${describeDifferences(differences)}`.trimEnd() : ''
    await this.out.record(
      {
        ...model,
        result,
        evidence: inference.evidence,
        settled: inference.settled,
        ...(dryRun ? { dryRun } : {}),
      },
      `model ${model.name} ${result}${dryRun ? ' (dry run)' : ''}${changes}`,
    )
  }
}
