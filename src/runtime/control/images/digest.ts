import { createHash } from 'node:crypto'
import type { Image } from '../../records/types.ts'
import { stableJson } from '../../stable-json.ts'

/** `sha256:…` of what the image runs, the same for the same content in whatever order it was written. */
export const imageDigest = (runs: Pick<Image, 'pipeline' | 'command' | 'cwd' | 'wire'>): string => {
  const { pipeline, command, cwd, wire } = runs
  const text = stableJson({ pipeline, command, cwd, wire })
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}
