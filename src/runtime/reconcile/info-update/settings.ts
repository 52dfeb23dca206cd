import { GazeError } from '../../errors.ts'
import { readJson } from '../../service/files.ts'

/** What info-update of a cluster is told, in a mounted JSON file whose path is its only argument. */
export interface InfoUpdateSettings {
  readonly namespace: string
  /** The permanent ConfigMap that owns all objects of streams. */
  readonly owner: string
  /** The Lease that its leader has. */
  readonly lease: string
  /** A file that holds the MongoDB connection string. */
  readonly mongodbUriFile: string
  /** `gazedb` where absent. */
  readonly database?: string
  readonly tokenFile: string
  /** The stock image that runs pipelines. */
  readonly runtimeImage: string
  readonly pullPolicy?: 'Always' | 'IfNotPresent' | 'Never'
  readonly pullSecrets?: readonly string[]
  /** gaze-server for our pods: `tcp://gaze-server-pods:5004`. */
  readonly ingest: string
  /** Where our pods fetch models, by hash: `http://gaze-server:5002/models`. */
  readonly models: string
  /** A PersistentVolumeClaim in which our pods keep models for each other. */
  readonly modelsClaim?: string
  readonly http: { readonly host: string; readonly port: number }
}

/** @throws GazeError USAGE, FILE_INVALID */
export const readInfoUpdateSettings = async (path: string | undefined): Promise<InfoUpdateSettings> => {
  const settings = path === undefined ? undefined : await readJson<InfoUpdateSettings>(path)
  if (settings !== undefined) return settings
  throw new GazeError('USAGE', 'info-update needs the path of its settings file as its only argument')
}
