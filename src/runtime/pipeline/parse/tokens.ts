import type { PipelineIssue, Place } from '../spec.ts'
import { issue } from './draft.ts'

/** A word of a statement without its quotes; `equals` is the index of its first unquoted `=`, or -1. */
export interface Token extends Place {
  readonly text: string
  /** True when all of it stood outside quotes, so that `!` and `;` are marks and not values. */
  readonly plain: boolean
  readonly equals: number
  readonly valueAt: Place
}

/** Splits a statement as a shell splits words: white space parts, single and double quotes and `\` keep. */
export const tokenize = (text: string): { tokens: Token[]; issues: PipelineIssue[] } => {
  const tokens: Token[] = []
  const issues: PipelineIssue[] = []
  let line = 1
  let lineStart = 0
  let i = 0
  const here = (): Place => ({ line, column: i - lineStart + 1 })
  const step = (): string => {
    const character = text[i]!
    i++
    if (character === '\n') {
      line++
      lineStart = i
    }
    return character
  }
  const quoted = (quote: string, opened: Place): string => {
    let part = ''
    while (i < text.length) {
      const character = step()
      if (character === quote) return part
      part += character === '\\' && quote === '"' && i < text.length ? step() : character
    }
    issues.push(issue('UNTERMINATED_QUOTE', opened, `the quote ${quote} is never closed`))
    return part
  }
  const word = (): Token => {
    const at = here()
    let [value, plain, equals, valueAt] = ['', true, -1, at]
    while (i < text.length && !/\s/.test(text[i]!)) {
      const opened = here()
      const character = step()
      if (character === '"' || character === "'") {
        plain = false
        value += quoted(character, opened)
      } else if (character === '\\' && i < text.length) {
        plain = false
        value += step()
      } else {
        value += character
        if (character !== '=' || equals >= 0) continue
        equals = value.length - 1
        valueAt = i < text.length ? here() : opened
      }
    }
    return { ...at, text: value, plain, equals, valueAt }
  }
  while (i < text.length) {
    if (/\s/.test(text[i]!)) step()
    else tokens.push(word())
  }
  return { tokens, issues }
}
