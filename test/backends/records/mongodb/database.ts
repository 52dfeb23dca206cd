import { randomBytes } from 'node:crypto'
import { type Db, MongoClient } from 'mongodb'
import { type MongoOptions, type MongoRecords, openMongo } from '../../../../src/runtime/records/mongodb.ts'

/** A database of one test: its records, by any number of handles, and its documents as they are. */
export interface TestDatabase {
  readonly db: Db
  open(options?: Partial<MongoOptions>): Promise<MongoRecords>
  dispose(): Promise<void>
}

const noSecrets = { get: async () => ({}), put: async () => {}, remove: async () => {} }

export const testDatabase = async (uri: string): Promise<TestDatabase> => {
  const database = `gaze-test-${randomBytes(6).toString('hex')}`
  const client = new MongoClient(uri)
  const db = client.db(database)
  const opened: MongoRecords[] = []
  return {
    db,
    open: async (options = {}) => {
      const records = await openMongo({ uri, database, secrets: noSecrets, ...options })
      opened.push(records)
      return records
    },
    dispose: async () => {
      await Promise.all(opened.map((records) => records.close()))
      await db.dropDatabase()
      await client.close()
    },
  }
}
