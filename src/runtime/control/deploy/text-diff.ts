/** How many equal lines are shown around what differs. */
const CONTEXT = 3

interface Line {
  readonly mark: ' ' | '-' | '+'
  readonly text: string
}

/** Longest common subsequence by dynamic programming; manifests are short. */
const compare = (from: readonly string[], to: readonly string[]): Line[] => {
  const width = to.length + 1
  const best = new Uint32Array((from.length + 1) * width)
  const at = (i: number, j: number): number => best[i * width + j] ?? 0
  for (let i = from.length - 1; i >= 0; i--)
    for (let j = to.length - 1; j >= 0; j--)
      best[i * width + j] = from[i] === to[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const lines: Line[] = []
  let [i, j] = [0, 0]
  while (i < from.length || j < to.length) {
    if (i < from.length && j < to.length && from[i] === to[j]) {
      lines.push({ mark: ' ', text: from[i] ?? '' })
      i++
      j++
    } else if (i < from.length && (j === to.length || at(i + 1, j) >= at(i, j + 1)))
      lines.push({ mark: '-', text: from[i++] ?? '' })
    else lines.push({ mark: '+', text: to[j++] ?? '' })
  }
  return lines
}

const isNear = (lines: readonly Line[], index: number): boolean =>
  lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ mark }) => mark !== ' ')

/** The lines from `start` that are shown together, and how they begin in a unified diff. */
const hunk = (lines: readonly Line[], start: number, end: number): string => {
  const count = (part: readonly Line[], without: string): number =>
    part.filter(({ mark }) => mark !== without).length
  const [before, shown] = [lines.slice(0, start), lines.slice(start, end)]
  const range = (mark: string, without: string): string => {
    const length = count(shown, without)
    return `${mark}${count(before, without) + (length === 0 ? 0 : 1)},${length}`
  }
  const body = shown.map(({ mark, text }) => `${mark}${text}\n`).join('')
  return `@@ ${range('-', '+')} ${range('+', '-')} @@\n${body}`
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))

/** A unified diff of two texts; empty where they are the same. */
export const textDiff = (from: string, to: string, title: string): string => {
  if (from === to) return ''
  const lines = compare(linesOf(from), linesOf(to))
  let text = `--- ${from === '' ? '/dev/null' : `live/${title}`}\n+++ ${to === '' ? '/dev/null' : `wanted/${title}`}\n`
  for (let start = 0; start < lines.length; start++) {
    if (!isNear(lines, start)) continue
    let end = start
    while (end < lines.length && isNear(lines, end)) end++
    text += hunk(lines, start, end)
    start = end
  }
  return text
}
