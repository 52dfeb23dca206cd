import type { PipelineIssue, Place } from '../spec.ts'
import { type Draft, type DraftNode, type DraftParam, freeId, issue } from './draft.ts'
import { type Token, tokenize } from './tokens.ts'

const START: Place = { line: 1, column: 1 }
const isMark = (token: Token | undefined, mark: string): boolean =>
  token?.plain === true && token.text === mark

/** The words between marks, each group with the mark before it. */
interface Group {
  readonly mark: Token | undefined
  readonly words: readonly Token[]
}

const group = (tokens: readonly Token[]): Group[] => {
  const groups: { mark: Token | undefined; words: Token[] }[] = [{ mark: undefined, words: [] }]
  for (const token of tokens) {
    if (isMark(token, '!') || isMark(token, ';')) groups.push({ mark: token, words: [] })
    else groups.at(-1)!.words.push(token)
  }
  return groups
}

const param = (token: Token): DraftParam => {
  const name = token.equals > 0 ? token.text.slice(0, token.equals) : ''
  // A URL or path may hold `=` too; only a plain name in front of it makes a parameter.
  if (!/^[A-Za-z][\w-]*$/.test(name)) return { name: '', at: token, value: token.text, valueAt: token }
  return { name, at: token, value: token.text.slice(token.equals + 1), valueAt: token.valueAt }
}

const reference = (words: readonly Token[]): string | undefined =>
  words.length === 1 && /^[\w-]+\.$/.test(words[0]!.text) ? words[0]!.text.slice(0, -1) : undefined

const explicitIds = (groups: readonly Group[]): Set<string> =>
  new Set(
    groups.flatMap(({ words }) =>
      words.slice(1).flatMap((word) => {
        const { name, value } = param(word)
        return name === 'id' ? [String(value)] : []
      }),
    ),
  )

/**
 * Reads `node [value…] [name=value…] ! node …`. `id=NAME` names a node; `;` begins another chain,
 * which starts at, or ends in, a named node written as `NAME.`.
 */
export const parseStatement = (text: string): Draft => {
  const { tokens, issues: lexical } = tokenize(text)
  const issues: PipelineIssue[] = [...lexical]
  const groups = group(tokens)
  const taken = explicitIds(groups)
  const nodes: (DraftNode & { from: { id: string; at: Place }[] })[] = []
  const joins: { id: string; at: Place; to: string; toAt: Place }[] = []
  let before: { id: string; at: Place } | undefined

  groups.forEach(({ mark, words }, index) => {
    const chained = isMark(mark, '!') ? before : undefined
    const first = words[0]
    if (!first) {
      before = undefined
      const next = groups[index + 1]?.mark
      if (tokens.length === 0) issues.push(issue('EMPTY', START, 'the pipeline is empty'))
      else if (isMark(mark, '!') || isMark(next, '!')) {
        issues.push(issue('SYNTAX', mark ?? next ?? START, 'a node is missing beside this !'))
      }
      return
    }
    const known = reference(words)
    if (known !== undefined) {
      if (chained) joins.push({ ...chained, to: known, toAt: first })
      before = { id: known, at: first }
      return
    }
    const given = words.slice(1).map(param)
    const named = given.find(({ name }) => name === 'id')
    const id = named ? String(named.value) : freeId(first.text, taken)
    nodes.push({
      id,
      named: named !== undefined,
      idAt: named?.valueAt ?? first,
      type: first.text,
      typeAt: first,
      params: given.filter(({ name }) => name !== 'id'),
      from: chained ? [chained] : [],
    })
    before = { id, at: first }
  })

  for (const { id, at, to, toAt } of joins) {
    const target = nodes.find((node) => node.id === to)
    if (target) target.from.push({ id, at })
    else issues.push(issue('UNKNOWN_ID', toAt, `no node has the id ${to}`))
  }
  return { name: '', description: '', nodes, defaults: new Map(), issues }
}
