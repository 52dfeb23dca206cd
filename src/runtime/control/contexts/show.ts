import type { Setting } from '../../config.ts'
import type { Context } from '../../contexts.ts'
import { isGazeError } from '../../errors.ts'
import { type DeployedSite, deployedSite } from './deployed-site.ts'

/** A context as `--json` prints it. */
export type ContextView = Context & {
  readonly current: boolean
  /** What chose the current one. */
  readonly origin: string
  readonly source: string
  /** Of the local context. */
  readonly stateDir?: string
  /** Of a cluster: what is deployed there; null where nothing is or it cannot be seen. */
  readonly site?: DeployedSite | null
}

export interface ShownContext {
  readonly view: ContextView
  /** Why the site could not be looked at, or empty. */
  readonly problem: string
}

const look = async (context: Context, signal: AbortSignal): Promise<DeployedSite | undefined> => {
  if (context.kind === 'local') return undefined
  const { openClient } = await import('../../kubernetes/client.ts')
  const client = await openClient({ ...context, signal })
  try {
    return await deployedSite(client)
  } finally {
    client.close()
  }
}

/** A cluster that does not answer is no failure: its settings are shown all the same. */
export const showContext = async (
  context: Context,
  chosen: Setting<string>,
  stateDir: string,
  signal: AbortSignal,
): Promise<ShownContext> => {
  const current = context.name === chosen.value
  const origin = { current, origin: current ? chosen.origin : '', source: current ? chosen.source : '' }
  if (context.kind === 'local') return { view: { ...context, ...origin, stateDir }, problem: '' }
  try {
    const site = (await look(context, signal)) ?? null
    const problem =
      site === null ? `no site is deployed in namespace ${context.namespace}; gaze deploy does it` : ''
    return { view: { ...context, ...origin, site }, problem }
  } catch (error) {
    if (!isGazeError(error)) throw error
    return { view: { ...context, ...origin, site: null }, problem: `${error.message}: ${error.why ?? ''}` }
  }
}
