import type { Place } from '../spec.ts'

/** The place of an offset in a text, whatever the text holds; beyond its end that is its end. */
export const createPlaces = (text: string): ((offset: number) => Place) => {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    const within = Math.max(0, Math.min(offset, text.length))
    let [low, high] = [0, starts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (starts[middle]! <= within) low = middle
      else high = middle
    }
    return { line: low + 1, column: within - starts[low]! + 1 }
  }
}
