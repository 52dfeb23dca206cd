import type { ChildProcess } from 'node:child_process'
import { messageOf } from '../errors.ts'
import { type ProcessIdentity, processMark } from '../service/process-mark.ts'
import { type Backoff, type BackoffOptions, createBackoff } from './backoff.ts'
import { childEnd } from './child-end.ts'
import type { Clock } from './clock.ts'
import { createLastWords } from './last-words.ts'
import { createLineSplitter } from '../logs/line-splitter.ts'
import { type LogSource, openLogFile } from '../logs/log-file.ts'
import { ENDED } from '../logs/stored-line.ts'
import { killMarked, signalProcess } from './marked-processes.ts'
import { forgetProcess, noteProcess } from './owned-process.ts'

export interface Launched {
  readonly child: ChildProcess
  /** The marker in its environment. */
  readonly uid: string
}

export interface KeptOptions {
  /** Where the process is noted; removed when it has ended for good. */
  readonly noteDir: string
  readonly logPath: string
  readonly clock: Clock
  readonly backoff: BackoffOptions
  /** From being asked to end to SIGKILL. */
  readonly graceMs: number
  launch(): Promise<Launched>
  /** What the process says over its IPC channel. */
  heard(message: unknown): void
  /** It runs no more; what it said last no longer holds. True: it need not be started again. */
  ended(): boolean
  /** Something to be seen has changed. */
  changed(): void
}

export interface Death {
  readonly reason: string
  readonly message: string
  /** V8 ended it because its heap was full. */
  readonly heapFull: boolean
}

export type KeptState = 'running' | 'waiting' | 'over' | 'stopping' | 'gone'

/** A process that is started again with back-off whenever it ends, until it is told to stop. */
export interface KeptProcess {
  /** `over`: it ended and need not be started again; stop() lets it go. */
  state(): KeptState
  readonly backoff: Backoff
  death(): Death
  restarts(): number
  /** RFC 3339 of the last start, or empty. */
  startedAt(): string
  pid(): number
  logTrouble(): string
  lostLines(): number
  /** A foreign program under the process, to be ended with it. */
  noteProgram(program: ProcessIdentity): void
  /** Resolves when the process and all that it started are gone. */
  stop(): Promise<void>
}

/** Our programs end in order when their channel closes; unlike a second signal, that never cuts them short. */
const askToEnd = (child: ChildProcess): void => {
  if (child.connected) child.disconnect()
  else child.kill('SIGTERM')
}

/** What a process said before it was killed is not why. */
const lastSaid = (reason: string, words: string): string =>
  reason === 'signal SIGKILL'
    ? 'it was killed (SIGKILL): by somebody, or by the system because memory ran out'
    : words || reason

export const keepProcess = (options: KeptOptions): KeptProcess => {
  const { clock, changed, noteDir } = options
  const log = openLogFile({ path: options.logPath })
  const backoff = createBackoff(options.backoff)
  const words = createLastWords()
  let state: KeptState = 'running'
  let launched: Launched | undefined
  let program: ProcessIdentity | undefined
  let restarts = 0
  let startedAt = ''
  let death: Death = { reason: '', message: '', heapFull: false }
  let wake = (): void => {}

  const complain = (what: string, error: unknown): void =>
    log.write('err', [`gaze: ${what}: ${messageOf(error)}`])

  /** What runs goes on also when it cannot be noted: the marker finds it, and to leave it would be worse. */
  const note = ({ child, uid }: Launched): void => {
    if (child.pid === undefined) return
    const self = { pid: child.pid, mark: processMark(child.pid) ?? '' }
    try {
      noteProcess(noteDir, { uid, process: self, ...(program === undefined ? {} : { program }) })
    } catch (error) {
      complain('the process cannot be noted', error)
    }
  }

  const forget = (): void => {
    try {
      forgetProcess(noteDir)
    } catch (error) {
      complain('the note of the process cannot be removed', error)
    }
  }

  const listen = (source: LogSource, stream: ChildProcess['stdout']): void => {
    const splitter = createLineSplitter((lines) => {
      const before = log.trouble()
      log.write(source, lines)
      if (source === 'err') words.hear(lines)
      if (log.trouble() !== before) changed()
    })
    stream?.on('data', splitter.write).once('end', splitter.end)
  }

  const isStopping = (): boolean => state === 'stopping'

  /** One process from start to end; gives why it ended. */
  const live = async (): Promise<Death> => {
    launched = await options.launch()
    const { child, uid } = launched
    const end = childEnd(child)
    note(launched)
    startedAt = new Date(clock.now()).toISOString()
    listen('out', child.stdout)
    listen('err', child.stderr)
    child.on('message', options.heard)
    // It was told to stop while it was being started.
    if (isStopping()) askToEnd(child)
    changed()
    const reason = await end.exit
    if (program !== undefined) signalProcess(program, 'SIGKILL', true)
    const left = await killMarked(uid)
    if (left.length > 0)
      complain('processes that it started do not end', left.map(({ pid }) => pid).join(', '))
    await end.drained
    // Somebody who took the pipes along holds them open; nothing is read of that any more.
    for (const stream of [child.stdout, child.stderr]) stream?.destroy()
    return { reason, message: lastSaid(reason, words.get()), heapFull: words.heapFull() }
  }

  const tryOnce = async (): Promise<void> => {
    words.clear()
    program = undefined
    try {
      death = await live()
    } catch (error) {
      death = { reason: 'cannot be started', message: messageOf(error), heapFull: false }
      complain('cannot be started', error)
    }
    launched = undefined
  }

  /** Until the time is over, or until it is told to stop. */
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(ms, resolve)
      wake = () => {
        cancel()
        resolve()
      }
    })

  const enter = (next: KeptState): void => {
    if (!isStopping()) state = next
    changed()
  }

  const run = async (): Promise<void> => {
    while (!isStopping()) {
      await tryOnce()
      const over = options.ended()
      const ms = over ? 0 : backoff.died(clock.now())
      if (isStopping() || over) log.write('err', [`${ENDED}${death.reason})`])
      if (isStopping()) break
      if (over) {
        enter('over')
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        break
      }
      log.write('err', [`${ENDED}${death.reason}); starts again in ${ms / 1000} s`])
      enter('waiting')
      await pause(ms)
      if (isStopping()) break
      restarts += 1
      enter('running')
    }
    state = 'gone'
    forget()
    log.close()
    changed()
  }

  const life = run()

  const stop = async (): Promise<void> => {
    if (state !== 'stopping' && state !== 'gone') {
      state = 'stopping'
      wake()
      if (launched !== undefined) askToEnd(launched.child)
      changed()
    }
    const kill = setTimeout(() => launched?.child.kill('SIGKILL'), options.graceMs)
    await life
    clearTimeout(kill)
  }

  return {
    state: () => state,
    backoff,
    death: () => death,
    restarts: () => restarts,
    startedAt: () => startedAt,
    pid: () => launched?.child.pid ?? 0,
    logTrouble: log.trouble,
    lostLines: log.lost,
    noteProgram: (found) => {
      program = found
      if (launched !== undefined) note(launched)
    },
    stop,
  }
}
