import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { MongoClient } from 'mongodb'
import type { TestStore } from '../../runtime/records/contract.ts'

/** A database of the test's own on that server, dropped at the end; its address holds no password. */
export const mongoStore = async (uri: string): Promise<TestStore> => {
  const dir = await mkdtemp(join(tmpdir(), 'gaze-records-'))
  await writeFile(join(dir, 'uri'), uri, { mode: 0o600 })
  return {
    address: `mongodb::${dir}`,
    dispose: async () => {
      const client = new MongoClient(uri)
      await client.db(basename(dir)).dropDatabase()
      await client.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
