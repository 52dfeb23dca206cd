import { Flags } from '@oclif/core'
import { GazeCommand } from './_support/base.ts'
import { dryRunFlag } from './_support/flags.ts'
import { interruptionCode } from './_support/interrupt.ts'
import type { ForegroundOptions } from '../runtime/control/stack/foreground.ts'

const START_MS = 90_000
const SIGTERM_CODE = 143

export default class Up extends GazeCommand {
  static override summary = 'Start the local stack: gaze-server, and the pods of the recorded streams.'
  static override description =
    'It outlives the terminal. Where it runs already, this says `unchanged`. With --foreground it runs until it ' +
    'is interrupted and writes its logs to stderr, as systemd and containers want it.'
  static override examples = [
    '<%= config.bin %> up',
    '<%= config.bin %> up --ingest 0.0.0.0:5001',
    '<%= config.bin %> up --foreground',
  ]
  static override flags = {
    ingest: Flags.string({
      helpValue: 'HOST:PORT',
      summary: 'Where senders reach gaze-server; kept for the next start.',
    }),
    foreground: Flags.boolean({ summary: 'Run here, until interrupted.' }),
    ...dryRunFlag,
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Up)
    const [{ parseAddress }, { describeStack, exposure }] = await Promise.all([
      import('../runtime/control/stack/address.ts'),
      import('../runtime/control/stack/describe.ts'),
    ])
    const ingest = flags.ingest === undefined ? undefined : parseAddress('--ingest', flags.ingest)
    const options = {
      dir: this.stateDir,
      signal: this.signal,
      notice: (text: string) => void this.notice(text),
      ...(ingest === undefined ? {} : { ingest }),
    }
    if (flags.foreground && !flags['dry-run']) return this.stay(options)
    const { startStack, wouldStart } = await import('../runtime/control/stack/up.ts')
    const { result, stack } = flags['dry-run']
      ? await wouldStart(options)
      : await this.progress('Starting the local stack', () => startStack({ ...options, timeoutMs: START_MS }))
    const exposed = exposure(stack?.ingestHost ?? ingest?.host ?? '')
    if (exposed !== '') await this.warning(exposed)
    const dryRun = flags['dry-run'] ? { dryRun: true } : {}
    await this.out.record({ ...stack, result, ...dryRun }, () =>
      describeStack(result, stack, flags['dry-run']),
    )
  }

  /** SIGTERM is how a service manager asks for an orderly end, so that is a success. */
  private async stay(options: Omit<ForegroundOptions, 'ready' | 'held'>): Promise<void> {
    const [{ runForeground }, { describeStack, exposure }, { flush }] = await Promise.all([
      import('../runtime/control/stack/foreground.ts'),
      import('../runtime/control/stack/describe.ts'),
      import('./_support/terminal/streams.ts'),
    ])
    const code = await runForeground({
      ...options,
      ready: (stack) => {
        const exposed = exposure(stack.ingestHost)
        if (exposed !== '') void this.warning(exposed)
        void this.out.line({ ...stack, result: 'created' }, () => describeStack('created', stack, false))
      },
      held: (pid) =>
        void this.out.line({ result: 'unchanged', pid }, `unchanged: it is running (pid ${pid})`),
    })
    await flush()
    if (interruptionCode() === SIGTERM_CODE) process.exit(code)
    this.exit(code)
  }
}
