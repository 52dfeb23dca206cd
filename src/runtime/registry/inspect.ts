import { createHash } from 'node:crypto'
import { nonsense } from './http/failures.ts'
import { type Answer, openRegistry, type Registry, type RegistryAccess } from './http/registry.ts'
import {
  type Descriptor,
  type ImageConfig,
  type Index,
  INDEX_TYPES,
  type Manifest,
  MANIFEST_TYPES,
  platformOf,
} from './manifest.ts'
import type { Reference } from './reference.ts'

/** What a registry says of a container image. */
export interface Inspected {
  /** Of what the tag names now: one image, or the list of those for several platforms. */
  readonly digest: string
  /** `linux/amd64`, … */
  readonly platforms: readonly string[]
  /** What is pulled of it for one platform, packed. */
  readonly sizeBytes: number
  readonly labels: Readonly<Record<string, string>>
  /** The user that it runs as, as it says; empty: root. */
  readonly user: string
}

const sha256 = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

const ACCEPT = [...INDEX_TYPES, ...MANIFEST_TYPES].join(', ')

/** Whether a list or one image; some registries leave the type away. */
const isIndex = ({ type }: Answer, document: Partial<Index>): boolean =>
  INDEX_TYPES.some((each) => each === type) || Array.isArray(document.manifests)

/** Attestations and the like have no platform that anything runs on. */
const isRunnable = ({ platform }: Descriptor): boolean =>
  platform?.os !== undefined && platform.os !== 'unknown' && platform.architecture !== 'unknown'

/** Reads one repository. @throws GazeError REGISTRY_UNAVAILABLE where it answers with something else. */
const reader = (registry: Registry, reference: Reference) => {
  const parse = <T>({ body }: Answer): T => {
    try {
      return JSON.parse(body.toString('utf8')) as T
    } catch {
      throw nonsense(reference, 'It is not JSON')
    }
  }
  const checked = async (path: string, accept: string, digest: string): Promise<Answer> => {
    const answer = await registry.get(path, accept)
    if (digest !== '' && sha256(answer.body) !== digest)
      throw nonsense(reference, `What it sends for ${digest} is something else`)
    return answer
  }
  const imageOf = async (answer: Answer): Promise<{ manifest: Manifest; config: ImageConfig }> => {
    const manifest = parse<Manifest>(answer)
    if (manifest.config?.digest === undefined || !Array.isArray(manifest.layers))
      throw nonsense(reference, 'It is no manifest of an image')
    const config = await checked(`blobs/${manifest.config.digest}`, '*/*', manifest.config.digest)
    return { manifest, config: parse<ImageConfig>(config) }
  }
  return { parse, checked, imageOf }
}

/**
 * Asks the registry. @param wanted Platforms, the one to prefer first, for size, labels and user of a list.
 * @throws GazeError REGISTRY_UNAVAILABLE, REFERENCE_NOT_FOUND, NOT_ALLOWED; FILE_INVALID, FAILED of kept credentials
 */
export const inspect = async (
  reference: Reference,
  access: RegistryAccess,
  wanted: readonly string[] = [],
): Promise<Inspected> => {
  const { parse, checked, imageOf } = reader(openRegistry(reference, access), reference)
  const top = await checked(`manifests/${reference.digest || reference.tag}`, ACCEPT, reference.digest)
  const digest = sha256(top.body)
  const describe = (
    { manifest, config }: Awaited<ReturnType<typeof imageOf>>,
    platforms: string[],
  ): Inspected => ({
    digest,
    platforms,
    sizeBytes: manifest.layers.reduce((sum, { size }) => sum + size, manifest.config.size),
    labels: config.config?.Labels ?? {},
    user: config.config?.User ?? '',
  })
  const list = parse<Partial<Index>>(top)
  if (!isIndex(top, list)) {
    const image = await imageOf(top)
    return describe(image, [platformOf(image.config)])
  }
  const images = (list.manifests ?? []).filter(isRunnable)
  const chosen = wanted.flatMap(
    (each) => images.find(({ platform }) => platformOf(platform ?? {}) === each) ?? [],
  )
  const first = chosen[0] ?? images[0]
  if (first === undefined) throw nonsense(reference, 'It is a list without an image')
  const image = await imageOf(await checked(`manifests/${first.digest}`, ACCEPT, first.digest))
  return describe(image, [...new Set(images.map(({ platform }) => platformOf(platform ?? {})))])
}
