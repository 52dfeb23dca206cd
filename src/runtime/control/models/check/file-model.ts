import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { hashFile } from '../../../models/hashed-file.ts'
import type { Manifest } from '../../../models/manifest.ts'
import type { ModelFile } from '../../../models/model-file.ts'

/** A file that is run without being added. */
export const fileModel = async (
  path: string,
  manifest: Omit<Manifest, 'sha256' | 'bytes'>,
  signal: AbortSignal,
  name = basename(path),
): Promise<ModelFile> => {
  const { size: bytes } = await stat(path)
  return {
    name,
    path,
    manifest: { ...manifest, sha256: await hashFile(path, signal), bytes },
  }
}
