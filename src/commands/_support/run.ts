import { run, settings } from '@oclif/core'
import type { Setting } from '../../runtime/config.ts'
import { packageRoot } from '../../runtime/package-root.ts'
import { arrange } from './arrange.ts'
import { namesNothing, runDirectly } from './direct.ts'
import { reportFailure } from './failure/report.ts'
import { reportUnexpected } from './failure/unexpected.ts'
import { interruptionCode, listen } from './interrupt.ts'
import { setColor } from './terminal/paint.ts'
import { flush } from './terminal/streams.ts'

/** Runs one command line to its end and leaves the process with its exit code, all output delivered. */
export const runCommandLine = async (argv: readonly string[], color: Setting<boolean>): Promise<never> => {
  setColor(color)
  listen()
  const endUnexpected = reportUnexpected(argv)
  settings.enableAutoTranspile = false
  let code = 0
  try {
    const words = arrange(argv)
    if (!(await runDirectly(words))) await run([...(namesNothing(words) ?? words)], { root: packageRoot })
  } catch (error) {
    code = await reportFailure(error, argv)
  }
  await flush()
  await endUnexpected()
  process.exit(interruptionCode() ?? (code || process.exitCode || 0))
}
