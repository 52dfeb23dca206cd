import { messageOf } from '../errors.ts'
import type { Logger } from './log.ts'
import { createReporter } from './reporter.ts'

type Drain = (deadline: AbortSignal) => void | Promise<void>

export interface Lifetime {
  /** Aborts when the process begins to end. */
  readonly signal: AbortSignal
  /** Runs when the process ends, the last registered first; `deadline` aborts when time is nearly up. */
  onDrain(name: string, drain: Drain): void
  /** Says something to the parent, where there is one; only the newest is kept while it does not read. */
  report(status: object): void
  /** Begins the orderly end. */
  end(reason: string, exitCode?: number): void
  /** Ends with exit code 1 and this one line on stderr, as its last. */
  fail(message: string): void
}

export interface LifetimeOptions {
  readonly log: Logger
  /** From the begin of the end to exit, whatever is still open; a function is asked at the end's begin. */
  readonly deadlineMs: number | (() => number)
  /** Asked when the parent's channel closes: true when the process goes on without one. */
  readonly mayOutliveParent?: () => boolean
}

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ')

/** Waits for one step of the drain, never longer than the deadline. */
const within = (step: Promise<void>, deadline: AbortSignal): Promise<void> =>
  Promise.race([
    step,
    new Promise<void>((resolve) => {
      if (deadline.aborted) return resolve()
      deadline.addEventListener('abort', () => resolve(), { once: true })
    }),
  ])

/**
 * The life of a process of ours: it ends in order when its parent's IPC channel closes or on SIGTERM or
 * SIGINT, at once on a second signal, and never later than the deadline. Call once, first of all.
 */
export const startLifetime = (options: LifetimeOptions): Lifetime => {
  const { log, mayOutliveParent } = options
  const ending = new AbortController()
  const deadline = new AbortController()
  const drains: { name: string; drain: Drain }[] = []
  let lastWords = ''

  const exit = (code: number): never => {
    if (lastWords !== '') process.stderr.write(`${oneLine(lastWords)}\n`)
    process.exit(code)
  }

  const drainAll = async (): Promise<void> => {
    for (const { name, drain } of drains.toReversed()) {
      try {
        await within(Promise.resolve(drain(deadline.signal)), deadline.signal)
      } catch (error) {
        log.error(`${name} did not end well`, { error: messageOf(error) })
      }
    }
  }

  const end = (reason: string, exitCode = 0): void => {
    if (ending.signal.aborted) return
    log.info('ending', { reason })
    const deadlineMs = typeof options.deadlineMs === 'number' ? options.deadlineMs : options.deadlineMs()
    // A fifth of the time is kept for the steps that come after one that hangs.
    setTimeout(() => deadline.abort(), deadlineMs * 0.8)
    setTimeout(() => {
      log.error('not ended within the deadline', { deadlineMs })
      exit(1)
    }, deadlineMs)
    ending.abort()
    void drainAll().then(() => exit(exitCode))
  }

  const fail = (message: string): void => {
    lastWords ||= message
    if (ending.signal.aborted) return
    end('failed', 1)
  }

  const onSignal = (name: 'SIGTERM' | 'SIGINT', code: number): void => {
    process.on(name, () => {
      // A terminal sends SIGINT to the parent too, which decides.
      if (name === 'SIGINT' && process.connected) return
      if (ending.signal.aborted) exit(code)
      end(name)
    })
  }

  onSignal('SIGTERM', 143)
  onSignal('SIGINT', 130)
  // A parent that ends this process and one that died close the channel alike.
  const onParentGone = (): void => {
    if (mayOutliveParent?.() !== true) end('its parent let go of it')
  }
  // False, not undefined: there was a channel, and it closed before this line was reached.
  if (process.connected === false) setImmediate(onParentGone)
  else if (process.connected) process.once('disconnect', onParentGone)
  // Logs that nobody reads any more end no process.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const crash = (error: unknown): void => {
    log.error('unexpected', {
      error: messageOf(error),
      stack: error instanceof Error ? error.stack : undefined,
    })
    fail(messageOf(error))
  }
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)

  return {
    signal: ending.signal,
    onDrain: (name, drain) => void drains.push({ name, drain }),
    report: createReporter(),
    end,
    fail,
  }
}
