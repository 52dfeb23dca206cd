import { setMaxListeners } from 'node:events'
import { flush, onReaderGone } from './terminal/streams.ts'

const EXIT: Readonly<Partial<Record<NodeJS.Signals, number>>> = { SIGINT: 130, SIGTERM: 143 }
const GRACE_MS = 2_000

const controller = new AbortController()
// All that is under way listens to it, which may be many requests at once.
setMaxListeners(0, controller.signal)
let code: number | undefined

/** Aborted by the first SIGINT or SIGTERM, and when nobody reads stdout any more. */
export const interruption: AbortSignal = controller.signal

/** The exit code that an interruption asks for, whatever the command says. */
export const interruptionCode = (): number | undefined => code

const interrupt = (exit: number, reason: string): void => {
  code = exit
  controller.abort(new DOMException(reason, 'AbortError'))
}

const readerGone = (): void => {
  if (code !== undefined) return
  interrupt(0, 'nobody reads the output')
  setTimeout(() => void flush().then(() => process.exit(0)), GRACE_MS).unref()
}

/** For commands that only print what happens: ends them with their reader, also while nothing happens. */
export const endWithReader = async (): Promise<void> => {
  const { watchReader } = await import('./terminal/reader.ts')
  await watchReader(readerGone)
}

/** First signal: orderly; second: at once. */
export const listen = (): void => {
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.on(name, () => {
      const exit = EXIT[name] ?? 1
      if (code !== undefined) process.exit(exit)
      interrupt(exit, `interrupted by ${name}`)
    })
  onReaderGone(readerGone)
}
