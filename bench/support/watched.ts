import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

export interface Watched {
  readonly ms: number
  /** The most memory that it and the processes which it started held, MiB (sum of their VmHWM; Linux). */
  readonly memory: number
  readonly output: string
}

const statusOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    // It has ended between two looks.
    return ''
  }
}

const kibOf = (status: string): number => Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0)

/** MiB of a process and its children. */
const memoryOf = (pid: number): number => {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statusOf(Number(name)))
    .filter((status) => status.includes(`\nPPid:\t${pid}\n`))
  return [statusOf(pid), ...children].reduce((sum, status) => sum + kibOf(status), 0) / 1024
}

/** Runs a program to its end and looks at its memory on the way. */
export const runWatched = (
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Watched> =>
  new Promise((resolve, reject) => {
    const start = performance.now()
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let memory = 0
    let output = ''
    const look = (): void => {
      memory = Math.max(memory, memoryOf(child.pid!))
    }
    const timer = setInterval(look, 100)
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += String(chunk)
      })
    child.on('error', reject)
    child.on('close', (code) => {
      clearInterval(timer)
      if (code === 0) resolve({ ms: performance.now() - start, memory, output })
      else reject(new Error(`${program} ${args.join(' ')} exited ${code}: ${output}`))
    })
  })
