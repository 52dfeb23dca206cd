import type { CheckResult } from '../runtime/control/doctor/check.ts'
import { GazeCommand } from './_support/base.ts'

export default class Doctor extends GazeCommand {
  static override summary = 'Check each thing that the context needs, and say what to do.'
  static override description =
    'Of this machine: Node, native add-ons, FFmpeg, state directory, disk, ports. Of a cluster: kubeconfig, API, rights, ' +
    'namespace, the site and its version, services, MongoDB, the key for senders. Changes nothing; exits 1 when one fails.'
  static override examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor --context site --json | jq \'.checks[] | select(.state != "ok")\'',
  ]

  async run(): Promise<void> {
    await this.parse(Doctor)
    const { examine } = await import('../runtime/control/doctor/doctor.ts')
    const options = { ...this.siteOptions, warn: () => {} }
    const diagnosis = await this.progress('Checking', (say) => examine(options, say))
    const paint = await this.paint()
    const colors = { ok: paint.green, warning: paint.yellow, failed: paint.red, skipped: paint.dim } as const
    const width = Math.max(...diagnosis.checks.map(({ name }) => name.length))
    const line = ({ name, state, message, next }: CheckResult): string => {
      const head = `${colors[state](state.padEnd(7))}  ${name.padEnd(width)}  ${message}`
      return next === '' ? head : `${head}\n${' '.repeat(width + 11)}Try: ${next}`
    }
    await this.out.record(diagnosis, () => diagnosis.checks.map(line).join('\n'))
    if (!diagnosis.ok) this.exit(1)
  }
}
