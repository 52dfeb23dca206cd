import type { PipelineSpec } from '../../pipeline/spec.ts'
import type { Env, Image, ImageKind, Stream, Wire } from '../../records/types.ts'

/** An image as `--json` prints it. */
export interface ImageView {
  readonly name: string
  readonly kind: ImageKind
  readonly ref: string
  readonly digest: string
  readonly wire: Wire
  readonly description: string
  readonly pipeline?: PipelineSpec
  readonly command?: readonly string[]
  readonly cwd?: string
  readonly user?: string
  readonly platforms?: readonly string[]
  readonly sizeBytes?: number
  readonly labels?: Readonly<Record<string, string>>
  readonly env: Env
  /** Streams that run it. */
  readonly usedBy: readonly string[]
  readonly createdAt: string
  readonly updatedAt: string
}

type Optional = 'pipeline' | 'command' | 'cwd' | 'user' | 'platforms' | 'sizeBytes' | 'labels'

/** One object a record and no more: a list has thousands. */
export const imageView = (image: Image, usedBy: readonly string[]): ImageView => {
  const { name, kind, ref, digest, wire, description, env, createdAt, updatedAt } = image
  const view: Omit<ImageView, Optional> & { -readonly [K in Optional]?: ImageView[K] } = {
    name,
    kind,
    ref,
    digest,
    wire,
    description,
    env,
    usedBy,
    createdAt,
    updatedAt,
  }
  if (image.pipeline !== undefined) view.pipeline = image.pipeline
  if (image.command !== undefined) view.command = image.command
  if (image.cwd !== undefined) view.cwd = image.cwd
  if (image.user !== undefined) view.user = image.user
  if (image.platforms !== undefined) view.platforms = image.platforms
  if (image.sizeBytes !== undefined) view.sizeBytes = image.sizeBytes
  if (image.labels !== undefined) view.labels = image.labels
  return view as ImageView
}

/** Names of streams by the image that they run. */
export const usersOf = (streams: readonly Stream[]): ReadonlyMap<string, readonly string[]> => {
  const users = new Map<string, string[]>()
  for (const { image, name } of streams) {
    const names = users.get(image)
    if (names === undefined) users.set(image, [name])
    else names.push(name)
  }
  return users
}
