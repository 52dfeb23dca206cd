import { createHash } from 'node:crypto'
import type { Records } from '../../../records/store.ts'

/** Removes a model's file where its bytes are others than its name says, or cannot be read, so that it can be put again. */
export const dropDamaged = async (
  { modelFiles }: Pick<Records, 'modelFiles'>,
  sha256: string,
): Promise<void> => {
  const hash = createHash('sha256')
  try {
    const parts = await modelFiles.read(sha256)
    if (parts === undefined) return
    for await (const part of parts) hash.update(part)
    if (hash.digest('hex') === sha256) return
  } catch {
    // A store that is away refuses the removal, too.
  }
  await modelFiles.remove(sha256)
}
