import { readFile } from 'node:fs/promises'
import { isGazeError } from '../../errors.ts'
import type { Stack } from '../../reconcile/stack.ts'
import { callJson, getJson } from '../../service/http-client.ts'
import type { StateDir } from '../../state-dir.ts'

const ASK_MS = 2_000

const urlOf = (stack: Stack, path: string): string => `http://127.0.0.1:${stack.ports.control}${path}`

export const tokenOf = async (dir: StateDir): Promise<string> => (await readFile(dir.token, 'utf8')).trim()

/** Whether the supervisor says that all is ready. */
export const isReady = async (stack: Stack, signal: AbortSignal): Promise<boolean> => {
  try {
    await getJson(urlOf(stack, '/readyz'), '', signal, ASK_MS)
    return true
  } catch (error) {
    signal.throwIfAborted()
    if (isGazeError(error)) return false
    throw error
  }
}

/** Asks the supervisor; undefined when it does not answer. */
export const askSupervisor = async <T>(
  dir: StateDir,
  stack: Stack,
  method: 'GET' | 'POST',
  path: string,
  signal: AbortSignal,
): Promise<T | undefined> => {
  try {
    const token = await tokenOf(dir)
    return await callJson<T>({ method, url: urlOf(stack, path), token, signal, timeoutMs: ASK_MS })
  } catch (error) {
    signal.throwIfAborted()
    if (isGazeError(error) || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
