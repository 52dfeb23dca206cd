import type { IndexDescription } from 'mongodb'
import type { MongoServer } from './server.ts'

const INDEXES: Readonly<Record<string, readonly IndexDescription[]>> = {
  image: [{ key: { name: 1 }, name: 'name', unique: true }],
  stream: [
    { key: { name: 1 }, name: 'name', unique: true },
    { key: { key: 1 }, name: 'key', unique: true },
  ],
  pod: [{ key: { name: 1 }, name: 'name', unique: true }],
  model: [{ key: { name: 1 }, name: 'name', unique: true }],
}

/** Does nothing where they are there, so whoever comes first makes them. */
export const ensureIndexes = async (server: MongoServer, kind: string): Promise<void> => {
  await server.use((db) => db.collection(kind).createIndexes([...(INDEXES[kind] ?? [])]))
}
