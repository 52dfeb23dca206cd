import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../../src/runtime/package-root.ts'

/** Runs the built `gaze` as a user would: each command is shown before it runs. */
export interface Gaze {
  /** Waits for the end; gives stdout. @throws Error with stderr when it exits other than 0. */
  run(args: readonly string[]): Promise<string>
  /** Starts a command that goes on beside the demo; `ended` gives its stdout. */
  start(args: readonly string[]): { child: ChildProcess; ended: Promise<string> }
  /** Ends what still goes on, and waits for it. */
  close(): Promise<void>
}

const quote = (word: string): string => (/^[\w./:@=,-]+$/.test(word) ? word : `'${word}'`)

export const createGaze = (env: NodeJS.ProcessEnv, say: (line: string) => void): Gaze => {
  const running = new Map<ChildProcess, Promise<unknown>>()
  const start: Gaze['start'] = (args) => {
    say(`$ gaze ${args.map(quote).join(' ')}`)
    const child = spawn(process.execPath, [join(packageRoot, 'bin', 'run.js'), ...args], {
      env,
      // Out of the terminal's reach: its Ctrl-C is the demo's, which then ends these in order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    const ended = new Promise<string>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => {
        if (code === 0) return resolve(out)
        reject(new Error(`gaze ${args.join(' ')} ended with ${signal ?? code}\n${err.trim()}`))
      })
    })
    // Who starts it may never ask how it ended; close() waits for it all the same.
    running.set(child, Promise.allSettled([ended]))
    return { child, ended }
  }
  const close = async (): Promise<void> => {
    for (const child of running.keys()) child.kill('SIGTERM')
    await Promise.all(running.values())
  }
  return { start, run: (args) => start(args).ended, close }
}
