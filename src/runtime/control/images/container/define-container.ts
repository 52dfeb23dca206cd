import { registryAuthFiles } from '../../../config.ts'
import { checkName } from '../../../records/names.ts'
import type { Draft } from '../../../records/store.ts'
import type { Image, Wire } from '../../../records/types.ts'
import type { Inspected } from '../../../registry/inspect.ts'
import { nameOfReference, parseReference, type Reference } from '../../../registry/reference.ts'
import { isGazeError } from '../../../errors.ts'
import type { Site } from '../../site.ts'
import { imageEnv } from '../define.ts'
import { pipelineOf, wireOf } from './labels.ts'
import { nodePlatforms, requirePlatform } from './platforms.ts'

/** How a registry is asked. */
export interface Asking {
  /** Refuse what no node can run. */
  readonly check: boolean
  /** Plain HTTP also to other machines. */
  readonly insecure: boolean
  readonly signal: AbortSignal
  readonly warn: (text: string) => void
}

export interface ContainerDefinition {
  readonly ref: string
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly envFlags: readonly string[]
  /** Instead of what its label says. */
  readonly wire?: Wire | undefined
}

const UNCHECKED: Omit<Inspected, 'digest'> = { platforms: [], sizeBytes: 0, labels: {}, user: '' }

/** Without a registry that tells this user anything, only a digest that is written says what the image is. */
const unasked = (reference: Reference, error: unknown, { check, warn }: Asking): Inspected => {
  const isSilent = isGazeError(error, 'REGISTRY_UNAVAILABLE') || isGazeError(error, 'NOT_ALLOWED')
  if (check || reference.digest === '' || !isSilent) throw error
  warn(`${error.message}: nothing is known of ${reference.text} but its digest`)
  return { ...UNCHECKED, digest: reference.digest }
}

/** @throws GazeError USAGE, REGISTRY_UNAVAILABLE, REFERENCE_NOT_FOUND, NOT_ALLOWED, WRONG_PLATFORM */
export const inspectContainer = async (site: Site, ref: string, asking: Asking): Promise<Inspected> => {
  const reference = parseReference(ref)
  const { inspect } = await import('../../../registry/inspect.ts')
  const nodes = await nodePlatforms(site)
  if (nodes === undefined && asking.check)
    asking.warn('This user may not list the nodes, so nobody checks whether they can run the image')
  const access = {
    credentialFiles: registryAuthFiles(),
    insecure: asking.insecure,
    signal: asking.signal,
  }
  const found = await inspect(reference, access, nodes).catch((error: unknown) =>
    unasked(reference, error, asking),
  )
  if (asking.check) requirePlatform(ref, found, nodes ?? [])
  return found
}

/** What the registry says, as it is recorded. */
export const containerRuns = (
  ref: string,
  { digest, user, platforms, sizeBytes, labels }: Inspected,
  wire?: Wire,
): Pick<
  Draft<Image>,
  'kind' | 'ref' | 'digest' | 'wire' | 'user' | 'platforms' | 'sizeBytes' | 'labels' | 'pipeline'
> => {
  const pipeline = wire === 'v0' ? undefined : pipelineOf(labels)
  return {
    ...{ kind: 'container', ref, digest, wire: wire ?? wireOf(labels), platforms, sizeBytes, labels },
    ...(user === '' ? {} : { user }),
    ...(pipeline === undefined ? {} : { pipeline }),
  }
}

/**
 * A container image as it shall be recorded, with the digest that its tag has now.
 * @throws GazeError as {@link inspectContainer}, INVALID_NAME
 */
export const defineContainer = async (
  site: Site,
  definition: ContainerDefinition,
  asking: Asking,
): Promise<Draft<Image>> => {
  const { ref, description = '', envFlags, wire } = definition
  const name = checkName('image', definition.name ?? nameOfReference(parseReference(ref)))
  const env = imageEnv(envFlags)
  return { name, description, env, ...containerRuns(ref, await inspectContainer(site, ref, asking), wire) }
}
