import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, visit } from 'yaml'
import type { Place } from '../../../pipeline/spec.ts'

/** A node of YAML with what its places and aliases need. */
export interface Located {
  readonly node: unknown
  readonly at: Place
}
export interface Entry extends Located {
  readonly key: string
  readonly keyAt: Place
}

/** A part of the text, in its own columns: what stands before it in its first line is blank. */
export interface Slice {
  readonly text: string
  /** How many lines of the whole text come before its first. */
  readonly line: number
}

/** Reads nodes of one document by their places in the text. */
export interface Nodes {
  locate(node: unknown, otherwise: Place): Located
  /** The entries of a map in order; undefined for what is none. */
  entries(located: Located): Entry[] | undefined
  items(located: Located): Located[] | undefined
  /** A text, number or boolean as it is written; undefined for what is none. */
  text(located: Located): string | undefined
  /** Its value; undefined for what is not plain. */
  scalar(located: Located): unknown
  isNothing(located: Located): boolean
  /** The text of the node alone; undefined where it has aliases. */
  slice(located: Located): Slice | undefined
  plain(located: Located): unknown
}

const hasAlias = (node: Node): boolean => {
  let found = false
  visit(node, {
    Alias: () => {
      found = true
      return visit.BREAK
    },
  })
  return found
}

export const createNodes = (
  document: Document.Parsed,
  text: string,
  placeAt: (offset: number) => Place,
): Nodes => {
  /** An alias of nothing is neither what was wanted nor absent. */
  const real = (node: unknown): unknown => (isAlias(node) ? (node.resolve(document) ?? node) : node)
  const rangeOf = (node: unknown): readonly number[] | undefined =>
    (node as { range?: readonly number[] | null } | null)?.range ?? undefined

  const locate = (node: unknown, otherwise: Place): Located => {
    const range = rangeOf(node)
    return { node: real(node), at: range === undefined ? otherwise : placeAt(range[0] ?? 0) }
  }
  const scalar = ({ node }: Located): unknown => (isScalar(node) ? node.value : undefined)
  return {
    locate,
    entries: ({ node, at }) =>
      isMap(node)
        ? node.items.map((pair: Pair) => {
            const key = locate(pair.key, at)
            return { ...locate(pair.value, key.at), key: String(scalar(key) ?? ''), keyAt: key.at }
          })
        : undefined,
    items: ({ node, at }) => (isSeq(node) ? node.items.map((item) => locate(item, at)) : undefined),
    text: ({ node }) => {
      if (!isScalar(node) || node.value === null || typeof node.value === 'object') return undefined
      return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
    },
    scalar,
    isNothing: ({ node }) => node === null || node === undefined || (isScalar(node) && node.value === null),
    slice: ({ node }) => {
      const range = rangeOf(node)
      if (range === undefined || hasAlias(node as Node)) return undefined
      const [start = 0, , end] = range
      const { line, column } = placeAt(start)
      return { text: ' '.repeat(column - 1) + text.slice(start, end), line: line - 1 }
    },
    plain: ({ node }) => (isScalar(node) || isMap(node) || isSeq(node) ? node.toJS(document) : undefined),
  }
}
