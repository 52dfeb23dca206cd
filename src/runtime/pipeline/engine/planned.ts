import type { NodeSpec } from '../spec.ts'

/** A node of the graph with its type and its parameters as they are read. */
export interface Planned<T> {
  readonly spec: NodeSpec
  readonly type: T
  readonly values: Record<string, unknown>
}
