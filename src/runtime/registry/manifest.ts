/** The documents of the OCI image format and of Docker's, as far as they are looked at. */
export interface Descriptor {
  readonly mediaType?: string
  readonly digest: string
  readonly size: number
  readonly platform?: PlatformParts
}

interface PlatformParts {
  readonly os?: string
  readonly architecture?: string
  readonly variant?: string
}

export interface Index {
  readonly manifests: readonly Descriptor[]
}

export interface Manifest {
  readonly config: Descriptor
  readonly layers: readonly Descriptor[]
}

export interface ImageConfig extends PlatformParts {
  readonly config?: { readonly User?: string; readonly Labels?: Readonly<Record<string, string>> | null }
}

export const INDEX_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
] as const
export const MANIFEST_TYPES = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
] as const

/** `linux/arm64`; the variant is of no weight to a cluster's node. */
export const platformOf = ({ os = 'linux', architecture = 'unknown' }: PlatformParts): string =>
  `${os}/${architecture}`
