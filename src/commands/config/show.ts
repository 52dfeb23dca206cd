import type { Settings } from '../../runtime/config.ts'
import { GazeCommand } from '../_support/base.ts'
import { table } from '../_support/table.ts'

/** Of the contexts their names. */
const shown = (value: Settings[keyof Settings]['value']): string =>
  typeof value === 'object' ? value.map(({ name }) => name).join(',') : String(value)

export default class ConfigShow extends GazeCommand {
  static override summary = 'Print each setting and where it came from.'
  static override description =
    'A flag goes before an environment variable, that before the config file, and that before the default.'
  static override examples = [
    '<%= config.bin %> config show',
    'GAZE_STATE_DIR=/srv/gaze <%= config.bin %> config show --json',
  ]

  async run(): Promise<void> {
    await this.parse(ConfigShow)
    const rows = Object.entries(this.settings).map(([name, setting]) => ({ name, ...setting }))
    await this.out.record(this.settings, () =>
      table(
        rows,
        [
          { header: 'setting', value: (row) => row.name },
          { header: 'value', value: (row) => shown(row.value) },
          { header: 'origin', value: (row) => row.origin },
          { header: 'source', value: (row) => row.source },
        ],
        { headers: true, wide: false },
      ),
    )
  }
}
