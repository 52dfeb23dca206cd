import type { SiteOptions } from '../runtime/control/site.ts'
import { GazeCommand } from './_support/base.ts'

/** What the shells' completion scripts call; says `files` or `words`, then a line for each candidate. */
export default class Complete extends GazeCommand {
  static override hidden = true
  static override strict = false
  static override summary = 'List what may stand at the cursor, for completion scripts.'
  static override examples = ["<%= config.bin %> complete -- image show ''"]

  async run(): Promise<void> {
    await this.parse(Complete)
    const { complete } = await import('./_support/completion/complete.ts')
    const { liveNames } = await import('../runtime/control/names.ts')
    // The parser would take away a second `--`, which may be what is being typed.
    const typed = this.argv.slice(this.argv.indexOf('--') + 1)
    await this.config.load()
    const { files, candidates } = await complete(typed, {
      commands: this.config.commands,
      topics: this.config.topics,
      names: async (kind) =>
        liveNames(kind, {
          ...this.siteOptions,
          ...this.typedSite(typed),
          contexts: this.settings.contexts.value,
        }),
    })
    const lines = candidates.map(({ value, text }) => `${value}\t${text.split('\n')[0]}\n`).join('')
    await this.out.record({ files, candidates }, `${files ? 'files' : 'words'}\n${lines}`)
  }

  /** What is being typed goes before what chose the context of this command. */
  private typedSite(typed: readonly string[]): Partial<SiteOptions> {
    const [dir, name] = [this.typedFlag(typed, '--state-dir'), this.typedFlag(typed, '--context')]
    const context = this.settings.contexts.value.find((each) => each.name === name)
    return { ...(dir === undefined ? {} : { stateDir: dir }), ...(context === undefined ? {} : { context }) }
  }

  private typedFlag(typed: readonly string[], name: string): string | undefined {
    const at = typed.lastIndexOf(name)
    return at < 0 || at === typed.length - 1 ? undefined : typed[at + 1]
  }
}
