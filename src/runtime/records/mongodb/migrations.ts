import { suggestName } from '../names.ts'
import { SCHEMA, type Stored } from './documents.ts'

type Fields = Record<string, unknown>

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** An image of the system before Gaze: {name, image, description, status, pods}. */
const firstImage = ({ name, image, description }: Fields): Fields => ({
  name: suggestName(text(name)) ?? text(name),
  kind: 'container',
  ref: text(image),
  digest: '',
  wire: 'v0',
  description: text(description),
  env: {},
})

/** Pods of the system before Gaze are no pods as Gaze sees them; see first-pods.ts. */
export const isForeign = (kind: string, { schema }: Pick<Stored, 'schema'>): boolean =>
  kind === 'pod' && schema === undefined

/** How a document of form N becomes one of form N + 1. */
const STEPS: Readonly<Record<string, readonly ((fields: Fields) => Fields)[]>> = {
  image: [firstImage],
}

/** The document in the form of this version; its fields alone. */
export const migrated = (kind: string, document: Stored): Fields => {
  const { _id, schema = 0, epoch, revision, createdAt, updatedAt, ...fields } = document
  const steps = STEPS[kind] ?? []
  let result: Fields = fields
  for (let form = schema; form < SCHEMA; form += 1) result = steps[form]?.(result) ?? result
  return result
}
