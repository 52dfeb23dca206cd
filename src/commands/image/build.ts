import { Args, Flags } from '@oclif/core'
import { GazeCommand } from '../_support/base.ts'
import { dryRunFlag } from '../_support/flags.ts'

export default class ImageBuild extends GazeCommand {
  static override summary = 'Make a container image of a pipeline.'
  static override description =
    `Builds on the stock runtime image, by docker, buildah or podman, whichever is there. FILE is a pipeline that
names no file; DIR has one, pipeline.yaml, and all that it reads. The pipeline becomes a label of the image.`
  static override examples = [
    '<%= config.bin %> image build door.yaml --tag registry.site:5000/team/door:1 --push',
    '<%= config.bin %> --context site image build door/ --tag registry.site:5000/team/door:2 --push --add',
    '<%= config.bin %> image build door.yaml --tag door:1 --print build-context',
  ]
  static override args = {
    source: Args.string({ required: true, description: 'FILE, a pipeline, or DIR with one' }),
  }
  static override flags = {
    tag: Flags.string({ required: true, helpValue: 'REF', summary: 'The name of what is built.' }),
    push: Flags.boolean({ summary: 'Push it to its registry.' }),
    add: Flags.boolean({ summary: 'Register what was pushed with the cluster context.' }),
    name: Flags.string({ helpValue: 'NAME', summary: 'With --add: its name; without it that of the tag.' }),
    from: Flags.string({
      helpValue: 'REF',
      summary: "The runtime image to build on; that of the context's site, or of this version.",
    }),
    print: Flags.string({ helpValue: 'DIR', summary: 'Write what would be built from, and build nothing.' }),
    'insecure-registry': Flags.boolean({ summary: 'Allow plain HTTP to a registry on another machine.' }),
    force: Flags.boolean({ summary: 'With --add: replace an image that differs.' }),
    ...dryRunFlag,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ImageBuild)
    const [{ buildImage, checkAdd }, { siteRuntime, stockRuntime }] = await Promise.all([
      import('../../runtime/control/images/build/build.ts'),
      import('../../runtime/control/images/build/runtime-image.ts'),
    ])
    const { tag, push, print, from, 'insecure-registry': insecure, 'dry-run': dryRun } = flags
    checkAdd(flags, this.context)
    const ofSite = from ?? (this.context.kind === 'local' ? undefined : await this.withSite(siteRuntime))
    const built = await buildImage({
      ...{ source: args.source, tag, push, print, insecure, dryRun, cwd: process.cwd(), signal: this.signal },
      runtime: ofSite ?? stockRuntime(),
      say: (text) => void this.notice(text),
    })
    const image = flags.add && !dryRun ? await this.register(tag, flags) : undefined
    const done = built.printed === '' ? `${built.pushed ? 'built and pushed' : 'built'}` : 'written'
    const text = `image ${built.printed || tag} ${done}${built.digest === '' ? '' : ` as ${built.digest}`}${dryRun ? ' (dry run)' : ''}`
    await this.out.record(
      { ...built, ...(image === undefined ? {} : { image }), ...(dryRun ? { dryRun } : {}) },
      image === undefined ? text : `${text}\nimage ${image.name} ${image.result}`,
    )
  }

  private async register(
    tag: string,
    {
      name,
      force,
      'insecure-registry': insecure,
    }: { name?: string | undefined; force: boolean; 'insecure-registry': boolean },
  ): Promise<{ readonly name: string; readonly result: string }> {
    const { registerImage } = await import('../../runtime/control/images/register.ts')
    const { image, result } = await this.withSite((site) =>
      registerImage(site, {
        ...{ first: tag, name, force, insecure, envFlags: [], check: true, refresh: false, dryRun: false },
        ...{ cwd: process.cwd(), signal: this.signal, context: this.context },
        warn: (text) => void this.warning(text),
      }),
    )
    return { ...image, result }
  }
}
