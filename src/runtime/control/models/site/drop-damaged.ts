import { createHash } from 'node:crypto'
import { isGazeError } from '../../../errors.ts'
import type { Records } from '../../../records/store.ts'

const isDamaged = async (parts: AsyncIterable<Uint8Array>, sha256: string): Promise<boolean> => {
  const hash = createHash('sha256')
  try {
    for await (const part of parts) hash.update(part)
  } catch (error) {
    if (isGazeError(error, 'MODEL_INVALID')) return true
    throw error
  }
  return hash.digest('hex') !== sha256
}

/**
 * Removes a model's file where its bytes are others than its name says, so that it can be put again. One that cannot be
 * read now may be whole.
 * @throws GazeError STORE_UNAVAILABLE
 */
export const dropDamaged = async (
  { modelFiles }: Pick<Records, 'modelFiles'>,
  sha256: string,
): Promise<void> => {
  const parts = await modelFiles.read(sha256)
  if (parts !== undefined && (await isDamaged(parts, sha256))) await modelFiles.remove(sha256)
}
