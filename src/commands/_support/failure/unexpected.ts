import { flush } from '../terminal/streams.ts'
import { reportFailure } from './report.ts'

/** What nobody caught ends the command in the same form as any other failure, once. */
export const reportUnexpected = (argv: readonly string[]): void => {
  let reported = false
  const end = (error: unknown): void => {
    if (reported) return
    reported = true
    void reportFailure(error, argv)
      .then(async (code) => {
        await flush()
        process.exit(code)
      })
      .catch(() => process.exit(1))
  }
  process.on('uncaughtException', end)
  process.on('unhandledRejection', end)
}
