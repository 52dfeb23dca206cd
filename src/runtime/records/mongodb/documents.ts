import type { ObjectId } from 'mongodb'
import { GazeError } from '../../errors.ts'
import type { Draft } from '../store.ts'
import type { Recorded } from '../types.ts'

/** The form of documents that this version writes. */
export const SCHEMA = 1

/** What all documents have besides their record's own fields. */
export interface Stored extends Recorded {
  readonly _id: ObjectId
  /** Not there in documents of the system before Gaze. */
  readonly schema?: number
  /** The highest epoch that wrote it; see fence.ts. */
  readonly epoch?: number
}

/** Documents that a newer version has written are left alone by older ones. */
export const READABLE = { schema: { $not: { $gt: SCHEMA } } } as const

/** The record's own fields. */
export const fieldsOf = <T extends Recorded>(draft: Draft<T>): Record<string, unknown> => {
  const { _id, schema, epoch, revision, createdAt, updatedAt, ...fields } = draft as Partial<Stored>
  return fields
}

export const recordOf = <T extends Recorded>(document: Stored): T => {
  const { _id, schema, epoch, ...record } = document
  return record as unknown as T
}

/** @throws GazeError STORE_UNAVAILABLE that names the record. */
export const refuseNewer = (kind: string, { name, schema = 0 }: Pick<Stored, 'name' | 'schema'>): void => {
  if (schema <= SCHEMA) return
  throw new GazeError('STORE_UNAVAILABLE', `The ${kind} "${name}" was written by a newer version of Gaze`, {
    why: `Its form is number ${schema}; this version knows forms up to ${SCHEMA}`,
    hint: 'Update this gaze (gaze version) to that of the site',
    details: { kind, name, schema, known: SCHEMA },
  })
}
