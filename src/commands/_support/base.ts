import { Command, type Interfaces } from '@oclif/core'
import type { ChalkInstance } from 'chalk'
import { readSettings, type Settings } from '../../runtime/config.ts'
import { type Context, findContext, requireLocal } from '../../runtime/contexts.ts'
import type { Site, SiteOptions } from '../../runtime/control/site.ts'
import { GazeError } from '../../runtime/errors.ts'
import { type StateDir, stateDir } from '../../runtime/state-dir.ts'
import { globalFlags } from './flags.ts'
import { interruption } from './interrupt.ts'
import { createOutput, type Format, type Output } from './output.ts'
import { colorSetting, paintFor } from './terminal/paint.ts'
import { askWhether, confirmName, confirmYes } from './terminal/prompt.ts'
import { startProgress } from './terminal/spinner.ts'
import { write } from './terminal/streams.ts'
import { isExit, isParserError, usageError } from './failure/usage-error.ts'

/** The parser's own constraint: values by name. */
type Values = Interfaces.OutputFlags<Interfaces.FlagInput>

/**
 * What every command extends. A command declares `summary`, `examples`, `args` and `flags` (those of flags.ts
 * are ready-made), and in `run()` first parses, then imports what it does:
 *
 * ```ts
 * export default class ImageShow extends GazeCommand {
 *   static override summary = 'Show one image.'
 *   static override examples = ['<%= config.bin %> image show doors']
 *   static override args = { name: Args.string({ required: true, description: 'the image' }) }
 *   async run(): Promise<void> {
 *     const { args } = await this.parse(ImageShow)
 *     const { showImage } = await import('../../runtime/control/images.ts')
 *     const image = await this.withSite((site) => showImage(site, args.name))
 *     await this.out.record(image, () => …)
 *   }
 * }
 * ```
 *
 * A failure is thrown as GazeError and printed by the caller, in the form that was asked for. A command that
 * printed its data and still has to fail calls `this.exit(code)`.
 */
export abstract class GazeCommand extends Command {
  static override baseFlags = globalFlags

  /** Data on stdout; from `parse` on. */
  protected out!: Output
  /** Settings with their origins; from `parse` on. */
  protected settings!: Settings
  /** Aborted by the first Ctrl-C or SIGTERM and when the reader of stdout is gone; the exit code follows by itself. */
  protected readonly signal: AbortSignal = interruption

  /** Warnings about the site that are being written. */
  private readonly warnings: Promise<void>[] = []

  /** Where the command acts; from `parse` on. @throws GazeError CONTEXT_NOT_FOUND */
  protected get context(): Context {
    return findContext(this.settings.contexts.value, this.settings.context.value)
  }

  /** Opens the context's records for the time that `work` takes. */
  protected async withSite<T>(work: (site: Site) => Promise<T>): Promise<T> {
    const { openSite } = await import('../../runtime/control/site.ts')
    const site = await openSite(this.siteOptions)
    try {
      return await work(site)
    } finally {
      await site.close()
      // A short command would end before what it is warned of is written.
      await Promise.all(this.warnings)
    }
  }

  /** What {@link withSite} opens. @throws GazeError CONTEXT_NOT_FOUND */
  protected get siteOptions(): SiteOptions {
    return {
      stateDir: this.settings.stateDir.value,
      context: this.context,
      signal: this.signal,
      warn: (text) => void this.warnings.push(this.warning(text)),
    }
  }

  /** Paths of the local context's state; from `parse` on. @throws GazeError CONTEXT_NOT_FOUND, NEEDS_LOCAL */
  protected get stateDir(): StateDir {
    requireLocal(this.context, `gaze ${(this.id ?? '').replaceAll(':', ' ')}`)
    return stateDir(this.settings.stateDir.value)
  }

  protected override async parse<F extends Values, B extends Values, A extends Values>(
    options?: Interfaces.Input<F, B, A>,
    argv?: string[],
  ): Promise<Interfaces.ParserOutput<F, B, A>> {
    const parsed = await super.parse(options, argv)
    await this.prepare(parsed.flags)
    return parsed
  }

  private async prepare(flags: Values): Promise<void> {
    const { context, quiet, debug, json, format } = flags
    const format_: Format = json === true ? 'json' : ((format as Format | undefined) ?? 'text')
    if (json === true && format !== undefined && format !== 'json')
      throw new GazeError('USAGE', `--json and -o ${String(format)} exclude each other`, {
        hint: 'leave one away',
      })
    this.out = createOutput(format_, flags['no-headers'] !== true, this.signal)
    this.settings = await readSettings(
      { context, stateDir: flags['state-dir'], quiet, debug },
      colorSetting(),
    )
  }

  /** Tells people something on stderr; --quiet silences it. */
  protected async notice(text: string): Promise<void> {
    if (!this.settings.quiet.value) await write(process.stderr, `${text}\n`)
  }

  /** Warns on stderr; --quiet does not silence it. */
  protected async warning(text: string): Promise<void> {
    const paint = await this.paint(process.stderr)
    await write(process.stderr, `${paint.yellow('Warning:')} ${text}\n`)
  }

  /** Colours for stdout or stderr; paints nothing where there shall be none. */
  protected paint(stream: NodeJS.WriteStream = process.stdout): Promise<ChalkInstance> {
    return paintFor(stream, this.settings.color.value)
  }

  /** A spinner needs somebody who looks and a terminal that can go back in its line. */
  private get mayMove(): boolean {
    const { quiet, color } = this.settings
    return !quiet.value && this.out.format !== 'json' && color.source !== 'TERM'
  }

  /** Shows `text` while `work` runs, at a terminal and after 300 ms; `say` replaces the text. */
  protected async progress<T>(text: string, work: (say: (text: string) => void) => Promise<T>): Promise<T> {
    const progress = await startProgress(text, this.mayMove)
    try {
      return await work(progress.say)
    } finally {
      progress.stop()
    }
  }

  /** Asks for the name unless `--confirm NAME` gave it (`confirmFlag`). `action`: "Removing stream door". */
  protected confirmName(action: string, name: string, given: string | undefined): Promise<void> {
    return confirmName(action, name, given, this.signal)
  }

  /** Asks yes or no unless `--yes` was given (`yesFlag`). */
  protected confirmYes(action: string, given: boolean): Promise<void> {
    return confirmYes(action, given, this.signal)
  }

  /** Asks yes or no; without a terminal the answer is no. */
  protected askWhether(question: string): Promise<boolean> {
    return askWhether(question, this.signal)
  }

  /** No command of ours is deprecated, which is all that the framework looks for here. */
  protected override async init(): Promise<void> {}

  /** All failures are reported in one place, behind `run`. */
  protected override async catch(error: Error): Promise<void> {
    if (isParserError(error) && !isExit(error))
      throw usageError(error, `${this.config.bin} ${(this.id ?? '').replaceAll(':', ' ')}`)
    throw error
  }
}
