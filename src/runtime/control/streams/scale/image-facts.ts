import { hasMemory, hasSource } from '../../../pipeline/spec-for.ts'
import type { Image } from '../../../records/types.ts'

/** What a stream has to know of its image. */
export interface ImageFacts {
  /** The pipeline has a source of its own. */
  readonly hasSource: boolean
  /** The pipeline remembers earlier frames, so they must stay in order. */
  readonly memory: boolean
  /** It is a program of somebody else's, whose events nobody knows. */
  readonly opaque: boolean
}

export const imageFacts = ({ pipeline, command }: Pick<Image, 'pipeline' | 'command'>): ImageFacts => ({
  opaque: command !== undefined,
  hasSource: pipeline !== undefined && hasSource(pipeline),
  memory: pipeline !== undefined && hasMemory(pipeline),
})
