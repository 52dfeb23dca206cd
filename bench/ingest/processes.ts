import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const HERE = import.meta.dirname
/** Clock ticks a second of /proc/PID/stat (USER_HZ is 100 on every Linux). */
const TICKS = 100

/** Starts one of the programs of this folder. */
export const start = (program: 'sender' | 'loop' | 'receiver', argument: unknown): ChildProcess =>
  fork(join(HERE, `${program}.ts`), [typeof argument === 'string' ? argument : JSON.stringify(argument)], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })

export const told = async <T>(child: ChildProcess): Promise<T> => (await once(child, 'message'))[0] as T

export interface Count {
  readonly counts: readonly number[]
  readonly ages: readonly number[]
}

export const askCount = async (receiver: ChildProcess): Promise<Count> => {
  const answer = told<Count>(receiver)
  receiver.send('count')
  return answer
}

export const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

/** Microseconds of processor time that the process has used. */
export const cpuUs = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return ((Number(fields[11]) + Number(fields[12])) * 1e6) / TICKS
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

export const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
