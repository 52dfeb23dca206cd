import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { openEmbedded } from '../../../src/runtime/records/embedded.ts'
import { openMongo } from '../../../src/runtime/records/mongodb.ts'
import { fileSecrets } from '../../../src/runtime/records/secrets.ts'
import type { Records } from '../../../src/runtime/records/store.ts'
import { stateDir } from '../../../src/runtime/state-dir.ts'

/** The connection string is in the file `uri` of that directory, whose name is also that of the database. */
const openMongoDir = async (dir: string): Promise<Records> =>
  openMongo({
    uri: await readFile(join(dir, 'uri'), 'utf8'),
    database: basename(dir),
    secrets: fileSecrets(join(dir, 'secrets')),
  })

/** How to open a store from any process; a new back end adds its scheme here. */
export const openStore = (address: string): Promise<Records> => {
  const [scheme, rest = ''] = address.split('::')
  if (scheme === 'embedded') return openEmbedded(stateDir(rest))
  if (scheme === 'mongodb') return openMongoDir(rest)
  throw new Error(`no store of scheme ${scheme}`)
}
