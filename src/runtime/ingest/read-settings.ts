import { GazeError } from '../errors.ts'
import { readJson } from '../service/files.ts'
import { readCurveKey, readSecretFile } from '../service/secret-file.ts'
import type { IngestSettings } from './settings.ts'

/** The settings with what their files hold. */
export interface IngestConfig extends IngestSettings {
  readonly token: string
  /** Z85. */
  readonly curveSecretKey?: string
}

/** @throws GazeError USAGE, FILE_INVALID, FILE_NOT_FOUND */
export const readIngestSettings = async (path: string | undefined): Promise<IngestConfig> => {
  const settings = path === undefined ? undefined : await readJson<IngestSettings>(path)
  if (settings === undefined)
    throw new GazeError('USAGE', 'gaze-server needs the path of its settings file as its only argument')
  const { tokenFile, curve } = settings
  const token = settings.token ?? (tokenFile === undefined ? '' : await readSecretFile(tokenFile))
  if (token === '') throw new GazeError('FILE_INVALID', `${path} names no token`)
  if (curve === undefined) {
    if (settings.secureIngest === undefined) return { ...settings, token }
    throw new GazeError('FILE_INVALID', `${path} names an address for CURVE, but no key`)
  }
  return { ...settings, token, curveSecretKey: await readCurveKey(curve.secretKeyFile) }
}
