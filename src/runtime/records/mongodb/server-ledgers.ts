import { sumCounts } from '../../ledger/report.ts'
import { resumeTally } from '../../ledger/tally.ts'
import { type Counts, isCounts } from '../../ledger/types.ts'
import { duplicateField } from './failures.ts'
import type { MongoServer } from './server.ts'

/** What one gaze-server has counted, or several that are no more. */
export interface ServerLedger {
  /** Empty for the sum of those that are no more. */
  readonly server: string
  /** Another one at each write. */
  readonly beat: number
  /** It has ended in order. */
  readonly clean: boolean
  /** By {@link ledgerKey}. */
  readonly streams: Readonly<Record<string, Counts>>
}

export interface LedgerChanges {
  readonly streams: Readonly<Record<string, Counts>>
  /** Keys of streams that are no more. */
  readonly removed: readonly string[]
  readonly clean: boolean
}

/** The counters of a site's gaze-servers: they outlive the pods that counted. @throws GazeError as all records. */
export interface ServerLedgers {
  /**
   * Writes over what changed; the first write of a process makes the ledger where it is not there. False when it was
   * added up as that of a server which is no more.
   */
  write(server: string, changes: LedgerChanges, isFirst: boolean): Promise<boolean>
  list(): Promise<ServerLedger[]>
  /**
   * Adds up a ledger that is not written any more, what it has of the streams in `kept`. Called again after a crash in
   * the middle, or by two at once, it adds nothing twice. Does nothing where it was written since it was read.
   */
  fold(ledger: ServerLedger, kept: ReadonlySet<string>): Promise<void>
}

interface Document {
  readonly _id: string
  readonly beat: number
  readonly clean?: boolean
  readonly streams?: Readonly<Record<string, object>>
  /** It is being added up: its server writes it no more. */
  readonly taken?: boolean
  /** Of the sum: whose ledgers are in it, the last of them. */
  readonly folded?: readonly string[]
}

const LEDGERS = 'ledger'
const SUM = 'sum'
/** More than can be under way at once. */
const FOLDED = 100

/** Names a stream and the time it was added at, so that one that was removed and added again is another. */
export const ledgerKey = (stream: string, createdAt: string): string => `${stream}_${Date.parse(createdAt)}`

/** Dots and dollars mean something else in the name of a field. */
const storable = ({ captured, processed, inFlight, dropped }: Counts): Counts => ({
  ...{ captured, processed, inFlight },
  dropped: sumCounts(
    Object.entries(dropped).map(([reason, count]) => ({
      ...{ captured: 0, processed: 0, inFlight: 0 },
      dropped: { [reason.replaceAll(/[.$]/g, '-')]: count },
    })),
  ).dropped,
})

/** A sum in which nothing was dropped has no such field. */
const ledgerOf = ({ _id, beat, clean = false, streams = {} }: Document): ServerLedger => ({
  ...{ server: _id === SUM ? '' : _id, beat, clean },
  streams: Object.fromEntries(
    Object.entries(streams)
      .map(([key, value]): [string, unknown] => [key, { dropped: {}, ...value }])
      .filter((entry): entry is [string, Counts] => isCounts(entry[1])),
  ),
})

/** What adding these counts adds to which field. */
const increments = (key: string, counts: Counts): [string, number][] => [
  ...(['captured', 'processed', 'inFlight'] as const).map((field): [string, number] => [
    `streams.${key}.${field}`,
    counts[field],
  ]),
  ...Object.entries(counts.dropped).map(([reason, count]): [string, number] => [
    `streams.${key}.dropped.${reason}`,
    count,
  ]),
]

export const serverLedgers = (server: MongoServer): ServerLedgers => {
  const update = (filter: object, change: object, upsert = false): Promise<boolean> =>
    server.use(async (db, { ofWrite }) => {
      const done = await db.collection<Document>(LEDGERS).updateOne(filter, change, { ...ofWrite, upsert })
      return done.matchedCount + done.upsertedCount > 0
    })

  const addUp = async ({ server: name, streams }: ServerLedger, kept: ReadonlySet<string>): Promise<void> => {
    await update({ _id: SUM }, { $setOnInsert: { beat: 0, clean: true, streams: {} } }, true)
    const sum = await server.use((db) => db.collection<Document>(LEDGERS).findOne({ _id: SUM }))
    const stale = Object.keys(sum?.streams ?? {}).filter((key) => !kept.has(key))
    // What it had in flight, nobody finishes.
    const added = Object.entries(streams)
      .filter(([key]) => kept.has(key))
      .flatMap(([key, counts]) => increments(key, storable(resumeTally(counts))))
    await update(
      { _id: SUM, folded: { $ne: name } },
      {
        $inc: { ...Object.fromEntries(added), beat: 1 },
        $push: { folded: { $each: [name], $slice: -FOLDED } },
        ...(stale.length === 0
          ? {}
          : { $unset: Object.fromEntries(stale.map((key) => [`streams.${key}`, ''])) }),
      },
    )
  }

  const isFolded = async (name: string): Promise<boolean> =>
    (await server.use((db) => db.collection<Document>(LEDGERS).findOne({ _id: SUM, folded: name }))) !== null

  return {
    write: async (name, { streams, removed, clean }, isFirst) => {
      if (isFirst && (await isFolded(name))) return false
      const set = Object.entries(streams).map(([key, counts]) => [`streams.${key}`, storable(counts)])
      const unset = removed.map((key) => [`streams.${key}`, ''])
      try {
        return await update(
          { _id: name, taken: { $exists: false } },
          {
            $set: { clean, ...Object.fromEntries(set) },
            $inc: { beat: 1 },
            ...(unset.length === 0 ? {} : { $unset: Object.fromEntries(unset) }),
          },
          isFirst,
        )
      } catch (error) {
        // It is there, and taken.
        if (duplicateField(error) === undefined) throw error
        return false
      }
    },
    list: async () => {
      const documents = await server.use((db) => db.collection<Document>(LEDGERS).find({}).toArray())
      const folded = new Set(documents.find(({ _id }) => _id === SUM)?.folded)
      return documents.filter(({ _id }) => !folded.has(_id)).map(ledgerOf)
    },
    fold: async (ledger, kept) => {
      const { server: name, beat } = ledger
      if (!(await update({ _id: name, beat }, { $set: { taken: true } }))) return
      await addUp(ledger, kept)
      await server.use((db) => db.collection<Document>(LEDGERS).deleteOne({ _id: name }))
    },
  }
}
