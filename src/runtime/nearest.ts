/** Edits (insert, delete, replace, swap of neighbours) that turn one word into the other. */
const distance = (a: string, b: string): number => {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  )
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const replace = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swap = swapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY
      rows[i]?.splice(j, 1, Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replace, swap))
    }
  return at(a.length, b.length)
}

/** The candidate that the word was most likely meant to be, or undefined when none is near. */
export const nearest = (word: string, candidates: Iterable<string>): string | undefined => {
  if (word === '') return undefined
  const wanted = word.toLowerCase()
  let best: { candidate: string; edits: number } | undefined
  for (const candidate of candidates) {
    const prefix = wanted.length >= 2 && candidate.toLowerCase().startsWith(wanted)
    const edits = prefix ? 0.5 : distance(wanted, candidate.toLowerCase())
    if (edits <= Math.max(1, Math.min(3, Math.floor(candidate.length / 2)))) {
      if (best === undefined || edits < best.edits) best = { candidate, edits }
    }
  }
  return best?.candidate
}
