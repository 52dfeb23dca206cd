import { Args } from '@oclif/core'
import { GazeCommand } from './_support/base.ts'

export default class Completion extends GazeCommand {
  static override summary = 'Print a script that completes verbs, flags and names in a shell.'
  static override description =
    'Images, streams, nodes and contexts are looked up at the moment of completion.'
  static override examples = [
    'source <(<%= config.bin %> completion bash)',
    'source <(<%= config.bin %> completion zsh)',
    '<%= config.bin %> completion fish | source',
  ]
  static override args = {
    shell: Args.string({
      required: true,
      options: ['bash', 'zsh', 'fish'] as const,
      description: 'The shell that it is for.',
    }),
  }

  async run(): Promise<void> {
    const { args } = await this.parse(Completion)
    const { SCRIPTS } = await import('./_support/completion/scripts.ts')
    const shell = args.shell as keyof typeof SCRIPTS
    await this.out.record({ shell, script: SCRIPTS[shell] }, SCRIPTS[shell])
  }
}
