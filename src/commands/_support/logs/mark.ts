/** Where the patterns hit, from and to, in order and apart from each other. */
const hitsOf = (text: string, patterns: readonly RegExp[]): [number, number][] => {
  const hits = patterns
    .flatMap((pattern) => [...text.matchAll(pattern)])
    .map(({ 0: hit, index }): [number, number] => [index, index + hit.length])
    .sort(([a], [b]) => a - b)
  const apart: [number, number][] = []
  for (const [from, to] of hits) {
    const last = apart.at(-1)
    if (last === undefined || from > last[1]) apart.push([from, to])
    else last[1] = Math.max(last[1], to)
  }
  return apart.filter(([from, to]) => to > from)
}

/**
 * Paints what the patterns hit. All are matched with the text as it is: none sees the colours of another.
 * @param patterns With flag `g`.
 */
export const mark = (text: string, patterns: readonly RegExp[], paint: (hit: string) => string): string => {
  if (patterns.length === 0) return text
  let marked = ''
  let at = 0
  for (const [from, to] of hitsOf(text, patterns)) {
    marked += text.slice(at, from) + paint(text.slice(from, to))
    at = to
  }
  return marked + text.slice(at)
}
