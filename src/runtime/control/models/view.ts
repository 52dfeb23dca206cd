import type { Manifest } from '../../models/manifest.ts'
import type { Model } from '../../records/types.ts'
import type { ModelUsers } from './users.ts'

/** A model as `--json` prints it. */
export interface ModelView {
  readonly name: string
  readonly family: string
  readonly task: Manifest['task']
  readonly sha256: string
  readonly bytes: number
  readonly manifest: Manifest
  /** Streams that run it. */
  readonly usedBy: readonly string[]
  /** Images that name it. */
  readonly images: readonly string[]
  readonly createdAt: string
  readonly updatedAt: string
}

export const modelView = (
  { name, sha256, bytes, manifest, createdAt, updatedAt }: Model,
  { streams, images }: ModelUsers,
): ModelView => ({
  ...{ name, family: manifest.family, task: manifest.task, sha256, bytes, manifest },
  ...{ usedBy: streams, images, createdAt, updatedAt },
})
