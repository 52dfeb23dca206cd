import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface Watched {
  readonly ms: number
  /** The most memory it held at once, MiB (VmHWM of the process; Linux). */
  readonly memory: number
  readonly output: string
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
      try {
        const kib = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]
        memory = Math.max(memory, Number(kib ?? 0) / 1024)
      } catch {
        // It has ended between two looks; what was seen before stands.
      }
    }
    const timer = setInterval(look, 20)
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
