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
  readonly env: Env
  /** Streams that run it. */
  readonly usedBy: readonly string[]
  readonly createdAt: string
  readonly updatedAt: string
}

export const imageView = (image: Image, usedBy: readonly string[]): ImageView => {
  const { name, kind, ref, digest, wire, description, pipeline, command, cwd, env, createdAt, updatedAt } =
    image
  return {
    ...{ name, kind, ref, digest, wire, description },
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(command === undefined ? {} : { command }),
    ...(cwd === undefined ? {} : { cwd }),
    ...{ env, usedBy, createdAt, updatedAt },
  }
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
