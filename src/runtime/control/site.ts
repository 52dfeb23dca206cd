import { readFile } from 'node:fs/promises'
import type { Context } from '../contexts.ts'
import { GazeError, isGazeError } from '../errors.ts'
import type { Stack } from '../reconcile/stack.ts'
import { openEmbedded } from '../records/embedded.ts'
import type { Records } from '../records/store.ts'
import { readJson } from '../service/files.ts'
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
  readonly context: Context
  /** Ends what is being asked. */
  readonly signal: AbortSignal
}

/** The running stack of a state directory, by stack.json and the process that it names. */
export const readStack = async (dir: StateDir): Promise<Stack | undefined> => {
  const stack = await readJson<Stack>(dir.stack).catch((error: unknown) => {
    // A file that is damaged names no process.
    if (isGazeError(error, 'FILE_INVALID')) return undefined
    throw error
  })
  return stack !== undefined && isAlive(stack) ? stack : undefined
}

const nudge = async (dir: StateDir): Promise<void> => {
  const stack = await readStack(dir)
  if (stack === undefined) return
  const { callJson } = await import('../service/http-client.ts')
  const token = (await readFile(dir.token, 'utf8')).trim()
  const url = `http://127.0.0.1:${stack.ports.control}/nudge`
  await callJson({ method: 'POST', url, token, signal: AbortSignal.timeout(NUDGE_MS), timeoutMs: NUDGE_MS })
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
    // A nudge only says "now"; who misses it follows the records anyway.
    nudge: () => nudge(dir).catch(() => undefined),
    close: () => records.close(),
  }
}
