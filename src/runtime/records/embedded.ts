import type { StateDir } from '../state-dir.ts'
import { embeddedCollection } from './embedded/collection.ts'
import { openDatabase } from './embedded/database.ts'
import { embeddedModelFiles } from './embedded/model-files.ts'
import { embeddedLeases, type Leases } from './lease.ts'
import { fileSecrets } from './secrets.ts'
import type { Records } from './store.ts'
import type { Image, Model, Pod, Stream } from './types.ts'

export interface EmbeddedRecords extends Records {
  readonly leases: Leases
}

/**
 * The records of this machine, in LMDB; several processes may have them open.
 * @throws GazeError STORE_UNAVAILABLE with the reason and the next step.
 */
export const openEmbedded = async (
  dir: Pick<StateDir, 'records' | 'secrets' | 'models'>,
  now: () => Date = () => new Date(),
): Promise<EmbeddedRecords> => {
  const database = await openDatabase(dir.records)
  return {
    images: embeddedCollection<Image>(database, dir.records, 'image', now),
    streams: embeddedCollection<Stream>(database, dir.records, 'stream', now),
    pods: embeddedCollection<Pod>(database, dir.records, 'pod', now),
    models: embeddedCollection<Model>(database, dir.records, 'model', now),
    modelFiles: embeddedModelFiles(dir.models),
    secrets: fileSecrets(dir.secrets),
    leases: embeddedLeases(database),
    close: () => database.close(),
  }
}
