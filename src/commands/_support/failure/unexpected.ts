import { flush } from '../terminal/streams.ts'
import { reportFailure } from './report.ts'

/**
 * What nobody caught ends the command in the same form as any other failure, once. Gives a function that waits for
 * such an end if it has begun, so that a command which ends well meanwhile does not cut it short.
 */
export const reportUnexpected = (argv: readonly string[]): (() => Promise<void>) => {
  let ending: Promise<void> | undefined
  const end = async (error: unknown): Promise<void> => {
    try {
      const code = await reportFailure(error, argv)
      await flush()
      process.exit(code)
    } catch {
      process.exit(1)
    }
  }
  const endOnce = (error: unknown): void => {
    ending ??= end(error)
  }
  process.on('uncaughtException', endOnce)
  process.on('unhandledRejection', endOnce)
  return async () => ending
}
