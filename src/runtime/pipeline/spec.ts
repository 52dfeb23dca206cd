import type { Kind } from './item.ts'
import type { Params } from './params.ts'

export type ParamValue = string | number | boolean | readonly string[]

/** What is known of a type of node whose program is elsewhere: in the container that runs it. */
export interface NodeFacts {
  readonly name: string
  readonly summary: string
  readonly params: Params
  readonly takes: readonly Kind[]
  readonly gives: readonly Kind[]
  readonly memory: boolean
  readonly source: boolean
  readonly sink: boolean
}

/** One node of a pipeline as written, before its parameters are checked. */
export interface NodeSpec {
  readonly id: string
  readonly type: string
  readonly params: Readonly<Record<string, ParamValue>>
  /** Ids of the nodes whose items it takes; empty for a source. */
  readonly from: readonly string[]
  /** Where its type is the container's own. */
  readonly own?: NodeFacts
}

/** The one form that every spelling becomes: a directed acyclic graph, sources first. */
export interface PipelineSpec {
  readonly nodes: readonly NodeSpec[]
}

/** A place in the text that the user wrote; both count from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** One error of a pipeline, as `gaze pipeline check --json` prints it. */
export interface PipelineIssue extends Place {
  readonly code: string
  readonly message: string
  /** Where in the graph: `nodes[2].params.line`, or empty. */
  readonly path: string
  /** The nearest right word, or empty. */
  readonly suggestion: string
}
