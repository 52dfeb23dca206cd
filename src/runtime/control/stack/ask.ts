import { readFile } from 'node:fs/promises'
import { isGazeError } from '../../errors.ts'
import type { Stack } from '../../reconcile/stack.ts'
import { callBytes, getJson } from '../../service/http-client.ts'
import type { StateDir } from '../../state-dir.ts'

const ASK_MS = 1_500

const urlOf = (port: number, path: string): string => `http://127.0.0.1:${port}${path}`

/** Whether the supervisor says that all is ready. */
export const isReady = async (stack: Stack, signal: AbortSignal): Promise<boolean> => {
  try {
    await getJson(urlOf(stack.ports.control, '/readyz'), '', signal, ASK_MS)
    return true
  } catch (error) {
    signal.throwIfAborted()
    if (isGazeError(error)) return false
    throw error
  }
}

/** Asks a process of the stack for bytes; undefined when it does not answer, which is a fact and no failure. */
export const askBytes = async (
  dir: StateDir,
  port: number,
  path: string,
  signal: AbortSignal,
  method: 'GET' | 'POST' = 'GET',
): Promise<Buffer | undefined> => {
  try {
    const token = (await readFile(dir.token, 'utf8')).trim()
    return await callBytes({ method, url: urlOf(port, path), token, signal, timeoutMs: ASK_MS })
  } catch (error) {
    signal.throwIfAborted()
    if (isGazeError(error) || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The same for JSON; the caller vouches for the type. */
export const askProcess = async <T>(...args: Parameters<typeof askBytes>): Promise<T | undefined> => {
  const bytes = await askBytes(...args)
  return bytes === undefined ? undefined : (JSON.parse(bytes.toString('utf8')) as T)
}
