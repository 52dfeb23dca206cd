import { GazeError } from '../../errors.ts'
import type { Image } from '../../records/types.ts'
import type { Inspected } from '../../registry/inspect.ts'
import type { Site } from '../site.ts'
import { type FileIssue, issueOf } from './issues.ts'
import type { ImageObject } from './read/objects.ts'

/** Asks the registry of a reference. */
export type Inspect = (ref: string) => Promise<Inspected>

/** How registries are asked. */
export interface Asking {
  /** Plain HTTP also to other machines. */
  readonly insecure: boolean
  readonly signal: AbortSignal
  readonly warn: (text: string) => void
}

export interface ContainerFacts {
  readonly facts: Inspected | undefined
  readonly issues: readonly FileIssue[]
}

const DIGEST = /^sha256:[0-9a-f]{64}$/

/** Undefined on a machine of one's own, which runs no containers. */
export const inspectFor = (site: Site, asking: Asking): Inspect | undefined =>
  site.kind === 'local'
    ? undefined
    : async (ref) => {
        const { inspectContainer } = await import('../images/container/define-container.ts')
        return inspectContainer(site, ref, { ...asking, check: true })
      }

const recordedFacts = (old: Image): Inspected => ({
  digest: old.digest,
  user: old.user ?? '',
  platforms: old.platforms ?? [],
  sizeBytes: old.sizeBytes ?? 0,
  labels: old.labels ?? {},
})

const askFor = (
  ref: string,
  digest: string | undefined,
  inspect: Inspect | undefined,
): Promise<Inspected> => {
  if (inspect === undefined)
    throw new GazeError('NEEDS_CLUSTER', `${ref} is a container, which needs a cluster context`)
  if (digest !== undefined && !DIGEST.test(digest))
    throw new GazeError('USAGE', 'digest is not sha256: and 64 hexadecimal digits')
  return inspect(digest === undefined || ref.includes('@') ? ref : `${ref}@${digest}`)
}

/**
 * What a container's registry says of it. It is not asked about one that is recorded: that a tag has moved is no
 * change of the file (`image add --refresh` follows it).
 * @throws GazeError REGISTRY_UNAVAILABLE, NOT_ALLOWED, CLUSTER_UNAVAILABLE
 */
export const containerFacts = async (
  object: ImageObject,
  old: Image | undefined,
  inspect: Inspect | undefined,
): Promise<ContainerFacts> => {
  const { ref, digest } = object.spec
  if (ref === undefined) return { facts: undefined, issues: [] }
  const isRecorded = old?.kind === 'container' && old.ref === ref && (digest ?? old.digest) === old.digest
  if (isRecorded && inspect !== undefined) return { facts: recordedFacts(old), issues: [] }
  try {
    return { facts: await askFor(ref, digest, inspect), issues: [] }
  } catch (error) {
    const at = object.places.get('ref') ?? object.at
    return { facts: undefined, issues: [issueOf(error, object.file, at, 'spec.ref')] }
  }
}
