import type { GazeEvent } from './event.ts'

/** `in: 2, out: 1` of an object becomes `totals.in=2 totals.out=1`; boxes say little to people and are left out. */
const wordsOf = (name: string, value: unknown): string[] => {
  if (value === null || value === undefined || Array.isArray(value)) return []
  if (typeof value === 'object') {
    return Object.entries(value).flatMap(([key, inner]) => wordsOf(`${name}.${key}`, inner))
  }
  return [`${name}=${String(value)}`]
}

/** One line for people: time, stream or pipeline, type, and the plain values of its data. */
export const eventText = ({ time, source, type, data }: GazeEvent): string => {
  const values = Object.entries(data).flatMap(([name, value]) => wordsOf(name, value))
  return [time, source.slice(source.lastIndexOf('/') + 1), type, values.join(' ')].join('  ').trimEnd()
}
