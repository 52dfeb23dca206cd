import { GazeError } from '../../errors.ts'
import { duplicateField } from './failures.ts'
import type { Fence } from './fence.ts'
import type { MongoServer } from './server.ts'

interface Counter {
  readonly _id: string
  /** Incarnations begun so far. */
  readonly lives?: number
  readonly epoch?: number
}

/** Revisions that one incarnation of a name has: 67 million; and there may be 134 million of them. */
const REVISIONS = 2 ** 26

const COUNTERS = 'counters'

export const fenced = (
  kind: string,
  name: string,
  epoch: number | undefined,
  found: number | undefined,
): GazeError =>
  new GazeError('CONFLICT', `${name} is written by a newer leader now`, {
    why: `It writes with epoch ${found}, this process with ${epoch}`,
    hint: 'Nothing is to do: the newer leader does the work',
    details: { kind, name, epoch, found },
  })

/** Gives each incarnation of a name (from its addition to its removal) revisions that no other has. */
export interface Incarnations {
  /** The first revision of a new incarnation. @throws GazeError CONFLICT when a higher epoch has claimed the kind. */
  begin(kind: string, name: string): Promise<number>
  /** Lets no lower epoch begin one of that kind. */
  claim(kind: string, epoch: number): Promise<void>
}

export const createIncarnations = (server: MongoServer, fence: Fence): Incarnations => {
  const count = (kind: string): Promise<Counter | null> =>
    server.use((db) =>
      db
        .collection<Counter>(COUNTERS)
        .findOneAndUpdate(
          { _id: kind, ...fence.filter() },
          { $inc: { lives: 1 } },
          { upsert: true, returnDocument: 'after' },
        ),
    )
  const begin = async (kind: string, name: string, again = true): Promise<number> => {
    try {
      return ((await count(kind))?.lives ?? 1) * REVISIONS
    } catch (error) {
      if (duplicateField(error) === undefined) throw error
      // The filter did not match what is there, or somebody else began to count at the same moment.
      const found = await server.use((db) => db.collection<Counter>(COUNTERS).findOne({ _id: kind }))
      const epoch = fence.epoch()
      if (epoch !== undefined && (found?.epoch ?? 0) > epoch) throw fenced(kind, name, epoch, found?.epoch)
      if (!again) throw error
      return begin(kind, name, false)
    }
  }
  return {
    begin: (kind, name) => begin(kind, name),
    claim: async (kind, epoch) => {
      await server.use((db) =>
        db.collection<Counter>(COUNTERS).updateOne({ _id: kind }, { $max: { epoch } }, { upsert: true }),
      )
    },
  }
}
