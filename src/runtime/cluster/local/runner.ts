import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { messageOf } from '../../errors.ts'
import type { PodStatus } from '../../pod/assignment.ts'
import { processMark } from '../../service/process-mark.ts'
import { killMarked } from '../../process/marked-processes.ts'
import { programReady } from './program-ready.ts'
import type { ProgramStarted, RunnerOrders } from './runner-orders.ts'

const GRACE_MS = 5_000

const orders = JSON.parse(readFileSync(process.argv[2] as string, 'utf8')) as RunnerOrders
const ended = new AbortController()

const say = (message: PodStatus | ProgramStarted): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => {})
}

const status = (ready: boolean, message: string): PodStatus => ({
  type: 'status',
  ready,
  active: true,
  completed: false,
  ports: {},
  reason: ready ? '' : 'Starting',
  message,
})

const signalGroup = (program: ChildProcess, signal: NodeJS.Signals): void => {
  if (program.pid === undefined) return
  try {
    process.kill(-program.pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Takes along what the program started, then ends as the program did. */
const finish = async (program: ChildProcess, code: number): Promise<never> => {
  ended.abort()
  signalGroup(program, 'SIGKILL')
  await killMarked(orders.uid)
  process.exit(code)
}

const watchReady = async (): Promise<void> => {
  if (orders.readyPort > 0) say(status(false, `waits for the program to listen on port ${orders.readyPort}`))
  try {
    say(status(true, await programReady(orders.readyPort, ended.signal)))
  } catch (error) {
    if (!ended.signal.aborted) throw error
  }
}

/** A group of its own, so that what the program starts can be ended with it. */
const start = (): ChildProcess => {
  const [file = '', ...args] = orders.command
  const { cwd, env } = orders
  return spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', 'inherit', 'inherit'] })
}

const run = (): void => {
  const program = start()
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    signalGroup(program, 'SIGTERM')
    setTimeout(() => signalGroup(program, 'SIGKILL'), GRACE_MS).unref()
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', () => {})
  process.on('SIGHUP', () => {})
  process.on('disconnect', stop)
  if (!process.connected) stop()
  program.once('error', (error) => {
    const { cwd = '.', command } = orders
    const why = existsSync(cwd) ? messageOf(error) : `its directory ${cwd} is not there`
    process.stderr.write(`cannot start ${command[0] ?? 'the program'}: ${why}\n`)
    process.exit(127)
  })
  program.once('spawn', () => {
    const pid = program.pid as number
    say({ type: 'program', pid, mark: processMark(pid) ?? '' })
    void watchReady()
  })
  program.once('exit', (code, signal) => void finish(program, stopping ? 0 : (code ?? (signal ? 137 : 1))))
}

run()
