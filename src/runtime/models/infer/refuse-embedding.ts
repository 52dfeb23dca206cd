import { GazeError } from '../../errors.ts'
import type { Reading } from '../families/family.ts'
import type { Asked } from './asked.ts'

/**
 * Values that may be an embedding (of faces, of people, for search) are no classes before somebody names those.
 * @throws GazeError MODEL_AMBIGUOUS
 */
export const refuseEmbedding = (
  { path, command }: Asked,
  { manifest, unproved }: Reading,
  labels: string | undefined,
): void => {
  if (unproved === undefined || labels !== undefined) return
  throw new GazeError('MODEL_AMBIGUOUS', `${path} gives values that nothing calls classes`, {
    why: unproved,
    hint: `If they are classes, name them: ${command} --family ${manifest.family} --labels FILE; models that give embeddings are not run`,
    details: { family: manifest.family },
  })
}
