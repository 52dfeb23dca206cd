import { spawn } from 'node:child_process'
import { programPath } from '../../package-root.ts'
import type { SupervisorArguments, SupervisorMessage } from '../../reconcile/handshake.ts'
import type { Stack } from '../../reconcile/stack.ts'
import { unwritable } from '../../records/unavailable.ts'
import { ensureDir } from '../../service/files.ts'
import { errorOf } from '../../process/told-error.ts'
import { stackEnvironment, type UpOptions } from './up.ts'

export interface ForegroundOptions extends Omit<UpOptions, 'timeoutMs'> {
  ready(stack: Stack): void
  /** Another supervisor, of that pid, has the state directory. */
  held(pid: number): void
}

/**
 * Runs the local stack for as long as this process: its logs go to stderr, an abort ends it in order.
 * Resolves with its exit code.
 * @throws GazeError what kept the supervisor from starting.
 */
export const runForeground = async (options: ForegroundOptions): Promise<number> => {
  const { dir, ingest, signal } = options
  const args: SupervisorArguments = {
    stateDir: dir.root,
    foreground: true,
    ...(ingest === undefined ? {} : { ingest }),
  }
  await ensureDir(dir.root).catch((error: unknown) => {
    throw unwritable(dir.root, error)
  })
  const child = spawn(process.execPath, [programPath('supervisor'), JSON.stringify(args)], {
    cwd: dir.root,
    env: stackEnvironment(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return new Promise((resolve, reject) => {
    let failure: Error | undefined
    const onAbort = (): void => {
      // Not a signal: a service manager may have sent one to all, and a second one would cut the end short.
      if (child.connected) child.disconnect()
    }
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    child.on('message', (raw) => {
      const message = raw as SupervisorMessage
      if (message.type === 'notice') options.notice(message.text)
      if (message.type === 'ready') options.ready(message.stack)
      if (message.type === 'held') options.held(message.pid)
      if (message.type === 'failed') failure = errorOf(message.error)
    })
    child.once('error', reject)
    child.once('exit', (code) => {
      signal.removeEventListener('abort', onAbort)
      if (failure === undefined) resolve(code ?? 1)
      else reject(failure)
    })
  })
}
