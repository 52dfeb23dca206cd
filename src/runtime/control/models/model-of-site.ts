import { checkedModel } from '../../models/checked-model.ts'
import { exists, writeHashed } from '../../models/hashed-file.ts'
import type { ModelFile } from '../../models/model-file.ts'
import type { Model } from '../../records/types.ts'
import { modelPath, stateDir } from '../../state-dir.ts'
import { GazeError } from '../../errors.ts'
import type { Site } from '../site.ts'

/**
 * The file of a recorded model on this machine: where it is kept, or fetched from the site's records and kept beside
 * those of the local context, by hash.
 * @param root The state directory.
 * @throws GazeError MODEL_NOT_FOUND, MODEL_INVALID (another hash), STORE_UNAVAILABLE
 */
export const modelOfSite = async (
  site: Site,
  { name, sha256, manifest }: Model,
  root: string,
  signal: AbortSignal,
): Promise<ModelFile> => {
  const path = modelPath(stateDir(root).models, sha256)
  if (site.kind === 'local' || (await exists(path)))
    return checkedModel(name, path, { sha256, manifest }, signal)
  const parts = await site.records.modelFiles.read(sha256)
  if (parts === undefined)
    throw new GazeError('MODEL_NOT_FOUND', `The file of model "${name}" is gone`, {
      why: `The site's records have no file with the SHA-256 ${sha256}`,
      hint: `Add it again: gaze model add FILE --name ${name}`,
      details: { name, sha256 },
    })
  await writeHashed(path, parts, { sha256, what: `The file of model "${name}"` })
  return checkedModel(name, path, { sha256, manifest }, signal)
}
