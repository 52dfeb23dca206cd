import { nearest } from '../../nearest.ts'
import type { ParamValue, PipelineIssue, Place } from '../spec.ts'

/** A parameter as written; an empty name stands for one that was written without. */
export interface DraftParam {
  readonly name: string
  readonly at: Place
  readonly value: ParamValue
  readonly valueAt: Place
}

export interface DraftNode {
  readonly id: string
  /** False where the id was made up from the type. */
  readonly named: boolean
  readonly idAt: Place
  readonly type: string
  readonly typeAt: Place
  readonly params: readonly DraftParam[]
  readonly from: readonly { readonly id: string; readonly at: Place }[]
}

/** What a parser of either spelling gives: the graph as far as it could be read, with places, and what was wrong. */
export interface Draft {
  readonly name: string
  readonly description: string
  readonly nodes: readonly DraftNode[]
  /** Parameters of the whole pipeline; undefined where one has to be given. */
  readonly defaults: ReadonlyMap<string, ParamValue | undefined>
  readonly issues: readonly PipelineIssue[]
}

export const issue = (
  code: string,
  place: Place,
  message: string,
  path = '',
  suggestion = '',
): PipelineIssue => ({ code, message, line: place.line, column: place.column, path, suggestion })

/** The first of `type`, `type-2`, `type-3`, … that is free; takes it. */
export const freeId = (type: string, taken: Set<string>): string => {
  let id = type
  for (let n = 2; taken.has(id); n++) id = `${type}-${n}`
  taken.add(id)
  return id
}

/** The nearest right word, or empty; only the start of a very long word is looked at. */
export const near = (word: string, known: Iterable<string>): string => nearest(word.slice(0, 64), known) ?? ''
