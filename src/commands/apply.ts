import { Flags } from '@oclif/core'
import type { Site } from '../runtime/control/site.ts'
import { GazeCommand } from './_support/base.ts'
import { dryRunFlag } from './_support/flags.ts'

export default class Apply extends GazeCommand {
  static override summary = 'Make the images and streams of the context as files declare them.'
  static override description =
    `What a file names of an object is so afterwards; what it named before and does not
name any more goes back to its default; the rest stays as it is. All is checked before anything is written.`
  static override examples = [
    '<%= config.bin %> apply -f site.yaml',
    '<%= config.bin %> apply -f site/ --prune --diff',
    '<%= config.bin %> export | <%= config.bin %> --context site apply -f -',
  ]
  static override flags = {
    file: Flags.string({
      char: 'f',
      required: true,
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'FILE|DIR|-',
      summary: 'What to read: a file, the *.yaml, *.yml and *.json of a directory, or stdin.',
    }),
    prune: Flags.boolean({ summary: 'Also remove what earlier files made and these do not declare.' }),
    diff: Flags.boolean({
      exclusive: ['dry-run'],
      summary: 'Only show what would change; exits 1 if something would, 6 if it cannot be told.',
    }),
    'insecure-registry': Flags.boolean({ summary: 'Allow plain HTTP to a registry on another machine.' }),
    ...dryRunFlag,
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Apply)
    const { readSiteFiles } = await import('../runtime/control/site-file/read/files.ts')
    const sources = await readSiteFiles(flags.file, process.cwd())
    const { prune, 'dry-run': dryRun } = flags
    const { signal } = this
    const warn = (text: string): void => void this.warning(text)
    const asking = { insecure: flags['insecure-registry'], signal, warn }
    if (flags.diff) {
      const { diffSite } = await import('../runtime/control/site-file/diff.ts')
      const open = <T>(work: (site: Site) => Promise<T>): Promise<T> => this.withSite(work)
      const diffs = await diffSite(open, sources, { ...asking, prune })
      await this.out.record(diffs, diffs.map(({ diff }) => diff).join(''))
      if (diffs.length > 0) this.exit(1)
      return
    }
    const { applySite } = await import('../runtime/control/site-file/apply.ts')
    const pruning = (names: readonly string[]): Promise<void> =>
      this.notice(`No longer declared, ${dryRun ? 'would be' : 'now'} removed: ${names.join(', ')}`)
    const applied = await this.withSite((site) =>
      applySite(site, { ...asking, sources, prune, dryRun, pruning }),
    )
    await this.out.record(
      applied,
      applied
        .map(({ type, name, result }) => `${type} ${name} ${result}${dryRun ? ' (dry run)' : ''}\n`)
        .join(''),
    )
    const { describeMissing } = await import('../runtime/control/site-file/missing-secrets.ts')
    for (const text of describeMissing(applied)) await this.warning(text)
  }
}
