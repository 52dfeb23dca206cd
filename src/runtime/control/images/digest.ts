import { createHash } from 'node:crypto'
import type { Image } from '../../records/types.ts'

const sorted = (_key: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value

/** `sha256:…` of what the image runs, the same for the same content in whatever order it was written. */
export const imageDigest = (runs: Pick<Image, 'pipeline' | 'command' | 'cwd' | 'wire'>): string => {
  const { pipeline, command, cwd, wire } = runs
  const text = JSON.stringify({ pipeline, command, cwd, wire }, sorted)
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}
