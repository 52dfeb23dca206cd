import { hasMemory, hasSource } from '../../../pipeline/spec-for.ts'
import type { Image } from '../../../records/types.ts'
import { isOpaque } from '../../images/opaque.ts'
import { ownVariables } from '../../own-env.ts'

/** What a stream has to know of its image. */
export interface ImageFacts {
  /** The pipeline has a source of its own. */
  readonly hasSource: boolean
  /** The pipeline remembers earlier frames, so they must stay in order. */
  readonly memory: boolean
  /** It is a program or container of somebody else's, whose events nobody knows. */
  readonly opaque: boolean
  /** Names of the variables that it brings. */
  readonly variables: readonly string[]
  /** Names of the variables that gaze sets in its pods. */
  readonly ownVariables: readonly string[]
}

export const imageFacts = (
  image: Partial<Pick<Image, 'kind' | 'pipeline' | 'command' | 'env' | 'wire'>>,
): ImageFacts => {
  const { pipeline, env = {} } = image
  return {
    opaque: isOpaque(image),
    hasSource: pipeline !== undefined && hasSource(pipeline),
    memory: pipeline !== undefined && hasMemory(pipeline),
    variables: Object.keys(env),
    ownVariables: ownVariables(image),
  }
}
