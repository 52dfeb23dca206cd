import { GazeError, isGazeError, messageOf } from '../../errors.ts'
import type { Node, NodeContext, Source } from '../node.ts'
import type { NodeSpec } from '../spec.ts'
import type { Logger } from '../../service/log.ts'
import { until, within } from './limits.ts'
import type { Plan } from './plan.ts'
import { nodeTitle } from './values.ts'

/** For a node that opened only after the run was given up. */
const CLOSE_MS = 5_000

export interface Opened {
  readonly spec: NodeSpec
  close(): void | Promise<void>
}

/** The same error with the node's name in front. */
export const named = (
  error: unknown,
  node: NodeSpec,
  code: 'FAILED' | 'SOURCE_FAILED' = 'FAILED',
): unknown => {
  const who = nodeTitle(node)
  const details = { node: node.id }
  if (!isGazeError(error))
    return new GazeError(code, `${who}: ${messageOf(error)}`, { cause: error, details })
  if (error.details.node !== undefined) return error
  const { why, hint } = error
  return new GazeError(error.code, `${who}: ${error.message}`, {
    ...(why !== undefined && { why }),
    ...(hint !== undefined && { hint }),
    details: { ...error.details, ...details },
    cause: error,
  })
}

/**
 * Opens the nodes last to first and the source behind them, so that all is ready when its first frame comes.
 * Each is given to `opened` at once, so that it is closed also when a later one fails.
 * @throws GazeError that names the node; the signal's reason when it aborts meanwhile.
 */
export const openGraph = async (
  plan: Plan,
  contextOf: (spec: NodeSpec) => NodeContext,
  signal: AbortSignal,
  opened: (node: Opened) => void,
): Promise<{ source: Source; nodes: Map<string, Node> }> => {
  const nodes = new Map<string, Node>()
  const openOne = async <T extends Node | Source>(
    spec: NodeSpec,
    open: (context: NodeContext) => T | Promise<T>,
  ) => {
    signal.throwIfAborted()
    const context = contextOf(spec)
    const closeLate = (late: T): void =>
      void closeAll([{ spec, close: () => late.close() }], CLOSE_MS, context.log)
    try {
      const node = await until((async () => open(context))(), signal, closeLate)
      opened({ spec, close: () => node.close() })
      return node
    } catch (error) {
      throw signal.aborted ? error : named(error, spec)
    }
  }
  for (const { spec, type, values } of plan.nodes.toReversed()) {
    nodes.set(spec.id, await openOne(spec, (context) => type.open(values as never, context)))
  }
  const { spec, type, values } = plan.source
  return { source: await openOne(spec, (context) => type.open(values as never, context)), nodes }
}

/** Closes them, the last opened first; one that fails, or takes longer than `ms`, does not keep the others open. */
export const closeAll = async (nodes: readonly Opened[], ms: number, log: Logger): Promise<void> => {
  for (const node of nodes.toReversed()) {
    try {
      await within(ms, (async () => node.close())())
    } catch (error) {
      log.warn(`node ${node.spec.id} did not close: ${messageOf(error)}`)
    }
  }
}
