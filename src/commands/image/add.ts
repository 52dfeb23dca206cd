import { Args, Flags } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'
import { dryRunFlag } from '../_support/flags.ts'

export default class ImageAdd extends GazeCommand {
  static override summary = 'Register an image: a pipeline, a container image or a program.'
  static override description = `Adding what is there already changes nothing; what differs needs --force.
FILE is a pipeline, *.yaml, *.yml, *.json, or "-" for stdin. REF is a container image, which needs a cluster context:
its registry is asked for the digest that the tag has now, and pods run that.`
  static override examples = [
    '<%= config.bin %> image add pipelines/door.yaml',
    "<%= config.bin %> image add door --pipeline 'motion ! track ! count-line name=door line=0.5,0:0.5,1'",
    "<%= config.bin %> image add blur --command 'python3 blur.py --radius 5'",
    '<%= config.bin %> --context site image add registry.site:5000/team/counter:1.2',
    '<%= config.bin %> --context site image add counter --refresh --dry-run',
  ]
  static override args = {
    image: Args.string({
      required: true,
      description: 'REF, FILE or "-"; NAME with --pipeline or --command; NAME or REF with --refresh',
    }),
  }
  static override flags = {
    name: Flags.string({ helpValue: 'NAME', summary: 'Its name; without it that of the file.' }),
    pipeline: Flags.string({ helpValue: 'STATEMENT', summary: 'The pipeline: nodes with "!" between them.' }),
    command: Flags.string({
      helpValue: 'CMD',
      summary: 'A program and its arguments, split like a shell does, run without one.',
    }),
    wire: Flags.option({
      options: ['v0', 'v1'] as const,
      summary: 'How frames come to the program; v0, or what the label gaze.dev/wire of a container says.',
    })(),
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
    refresh: Flags.boolean({
      exclusive: ['pipeline', 'command', 'env', 'description'],
      summary: 'Show and take what the tag of a container image names now.',
    }),
    'insecure-registry': Flags.boolean({ summary: 'Allow plain HTTP to a registry on another machine.' }),
    force: Flags.boolean({ summary: 'Replace an image that differs.' }),
    ...dryRunFlag,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ImageAdd)
    const [{ describeDifferences }, { registerImage }] = await Promise.all([
      import('../../runtime/control/differences.ts'),
      import('../../runtime/control/images/register.ts'),
    ])
    const { pipeline: statement, env: envFlags = [], 'dry-run': dryRun, refresh, ...rest } = flags
    const { image, result, differences } = await this.withSite((site) =>
      registerImage(site, {
        ...{ ...rest, first: args.image, statement, envFlags, dryRun, refresh, cwd: process.cwd() },
        ...{ insecure: flags['insecure-registry'], signal: this.signal, context: this.context },
        warn: (text) => void this.warning(text),
      }),
    )
    const changes = dryRun || refresh ? `\n${describeDifferences(differences)}`.trimEnd() : ''
    await this.out.record(
      { ...image, result, ...(dryRun ? { dryRun } : {}), ...(refresh ? { differences } : {}) },
      `image ${image.name} ${result}${dryRun ? ' (dry run)' : ''}${changes}`,
    )
  }
}
