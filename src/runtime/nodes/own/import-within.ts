import { pathToFileURL } from 'node:url'
import { GazeError, messageOf } from '../../errors.ts'
import { timeLimit } from '../../service/time-limit.ts'

/** How long a module may take to load. */
export interface LoadLimit {
  readonly limitMs: number
  readonly signal: AbortSignal
  /** Told of each module before it runs. */
  readonly loading?: (path: string) => Promise<void>
}

/** TypeScript's CommonJS has its default export one level deeper. */
const defaultOf = (module: { readonly default?: unknown }): unknown => {
  const { default: found } = module
  const transpiled = typeof found === 'object' && found !== null && '__esModule' in found
  return transpiled ? (found as { readonly default?: unknown }).default : found
}

const unloadable = (path: string, cause: unknown): GazeError =>
  new GazeError('FILE_INVALID', `${path} cannot be loaded`, {
    why: messageOf(cause),
    hint:
      cause instanceof SyntaxError && path.endsWith('.js')
        ? 'Say "type": "module" or "commonjs" in the package.json of its directory, or call it .mjs or .cjs'
        : 'A node is a JavaScript module that needs nothing but what lies beside it',
    cause,
  })

/** Runs a module. @returns Its default export. @throws GazeError FILE_INVALID, also when it does not end in time. */
export const importWithin = async (
  path: string,
  { limitMs, signal, loading = async () => {} }: LoadLimit,
): Promise<unknown> => {
  await loading(path)
  const limit = timeLimit(signal, limitMs)
  const over = new Promise<never>((_, reject) => {
    limit.signal.addEventListener('abort', () => reject(limit.signal.reason), { once: true })
  })
  try {
    signal.throwIfAborted()
    const loaded = import(pathToFileURL(path).href) as Promise<{ readonly default?: unknown }>
    return defaultOf(await Promise.race([loaded, over]))
  } catch (cause) {
    if (signal.aborted) throw signal.reason
    if (!limit.expired()) throw unloadable(path, cause)
    throw new GazeError('FILE_INVALID', `${path} has not finished loading within ${limitMs} ms`, {
      why: 'It awaits something at its top level',
      hint: 'Wait in open() instead, which each pod calls',
      cause,
    })
  } finally {
    limit.clear()
  }
}
