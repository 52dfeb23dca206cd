import { readFile } from 'node:fs/promises'
import { GazeError } from '../errors.ts'
import type { Stack } from '../reconcile/stack.ts'
import { openEmbedded } from '../records/embedded.ts'
import type { Records } from '../records/store.ts'
import { isAlive } from '../service/process-mark.ts'
import { type StateDir, stateDir } from '../state-dir.ts'

const NUDGE_MS = 1_000

/** Where commands act: the records of a context, and what runs there. */
export interface Site {
  readonly records: Records
  readonly dir: StateDir
  /** What runs; undefined when the stack is down, also when it died without saying so. */
  stack(): Promise<Stack | undefined>
  /** Tells the reconciler to look now; without one, or when it is deaf, its own timer does. */
  nudge(): Promise<void>
  close(): Promise<void>
}

export interface SiteOptions {
  /** The state directory's path. */
  readonly stateDir: string
  readonly context: { readonly name: string; readonly kind: string }
}

const readText = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The running stack of a state directory, by stack.json and the process that it names. */
export const readStack = async (dir: StateDir): Promise<Stack | undefined> => {
  const text = await readText(dir.stack)
  if (text === undefined) return undefined
  const stack = JSON.parse(text) as Stack
  return isAlive(stack) ? stack : undefined
}

const nudge = async (dir: StateDir): Promise<void> => {
  const [stack, token] = await Promise.all([readStack(dir), readText(dir.token)])
  if (stack === undefined || token === undefined) return
  await fetch(`http://127.0.0.1:${stack.ports.control}/nudge`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token.trim()}` },
    signal: AbortSignal.timeout(NUDGE_MS),
  }).catch(() => undefined)
}

/**
 * @throws GazeError STORE_UNAVAILABLE when the records cannot be opened; FAILED for a context of another kind.
 */
export const openSite = async ({ stateDir: root, context }: SiteOptions): Promise<Site> => {
  if (context.kind !== 'local')
    throw new GazeError('FAILED', `Context "${context.name}" is of kind "${context.kind}"`, {
      why: 'This version acts on local contexts only',
      hint: 'Choose one with --context local',
    })
  const dir = stateDir(root)
  const records = await openEmbedded(dir)
  return {
    records,
    dir,
    stack: () => readStack(dir),
    nudge: () => nudge(dir),
    close: () => records.close(),
  }
}
