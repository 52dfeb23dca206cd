import { GazeCommand } from '../_support/base.ts'

export default class ContextShow extends GazeCommand {
  static override summary = 'Show the context that commands act on, and what chose it.'
  static override examples = ['<%= config.bin %> context show', '<%= config.bin %> context show --json']

  async run(): Promise<void> {
    await this.parse(ContextShow)
    const { origin, source } = this.settings.context
    const context = { ...this.context, current: true, stateDir: this.stateDir.root, origin, source }
    await this.out.record(
      context,
      `Name:       ${context.name}\nKind:       ${context.kind}\nState:      ${context.stateDir}\nChosen by:  ${source || origin}`,
    )
  }
}
