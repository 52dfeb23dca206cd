import { Args, Flags } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'
import { dryRunFlag } from '../_support/flags.ts'

export default class ImageAdd extends GazeCommand {
  static override summary = 'Register an image: a pipeline or a program.'
  static override description = `Adding what is there already changes nothing; what differs needs --force.
REF is a container image, which needs a cluster context. FILE is a pipeline, *.yaml, *.yml, *.json, or "-" for stdin.`
  static override examples = [
    '<%= config.bin %> image add pipelines/door.yaml',
    "<%= config.bin %> image add door --pipeline 'motion ! track ! count-line name=door line=0.5,0:0.5,1'",
    "<%= config.bin %> image add blur --command 'python3 blur.py --radius 5'",
  ]
  static override args = {
    image: Args.string({
      required: true,
      description: 'REF, FILE or "-"; NAME with --pipeline or --command',
    }),
  }
  static override flags = {
    name: Flags.string({ helpValue: 'NAME', summary: 'Its name; without it that of the file.' }),
    pipeline: Flags.string({ helpValue: 'STATEMENT', summary: 'The pipeline: nodes with "!" between them.' }),
    command: Flags.string({
      helpValue: 'CMD',
      summary: 'A program and its arguments, split like a shell does, run without one.',
    }),
    wire: Flags.option({ options: ['v0', 'v1'] as const, summary: 'How frames come to the program; v0.' })(),
    description: Flags.string({
      helpValue: 'TEXT',
      summary: 'What it does, for people; without it that of the file.',
    }),
    env: Flags.string({
      helpValue: 'K=V',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'A variable that its pods get.',
    }),
    check: Flags.boolean({ allowNo: true, default: true, summary: 'Refuse what cannot run (default).' }),
    force: Flags.boolean({ summary: 'Replace an image that differs.' }),
    ...dryRunFlag,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ImageAdd)
    const [{ describeDifferences }, { addImage }, { defineImage }, { imageSource }, { refuseLocalImage }] =
      await Promise.all([
        import('../../runtime/control/differences.ts'),
        import('../../runtime/control/images/add.ts'),
        import('../../runtime/control/images/define.ts'),
        import('../../runtime/control/images/image-source.ts'),
        import('../../runtime/control/site/refuse-local.ts'),
      ])
    const draft = await defineImage({
      source: imageSource({ ...flags, first: args.image, statement: flags.pipeline }),
      description: flags.description,
      envFlags: flags.env ?? [],
      wire: flags.wire,
      check: flags.check,
      cwd: process.cwd(),
    })
    refuseLocalImage(this.context, draft)
    const dryRun = flags['dry-run']
    const { image, result, differences } = await this.withSite(({ records }) =>
      addImage(records, draft, { force: flags.force, dryRun }),
    )
    await this.out.record(
      { ...image, result, ...(dryRun ? { dryRun } : {}) },
      `image ${image.name} ${result}${dryRun ? ` (dry run)\n${describeDifferences(differences)}` : ''}`,
    )
  }
}
