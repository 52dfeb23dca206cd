import { GazeCommand } from './_support/base.ts'

export default class Version extends GazeCommand {
  static override summary = 'Print the version of Gaze and of what it runs on.'
  static override examples = ['<%= config.bin %> version', '<%= config.bin %> version --json']

  async run(): Promise<void> {
    await this.parse(Version)
    const { arch, platform, version: node } = process
    const version = { version: this.config.version, node: node.slice(1), platform, arch }
    await this.out.record(version, `gaze ${version.version} (Node ${version.node}, ${platform} ${arch})`)
  }
}
