import { type Field, type Fields, API_VERSION, KINDS } from '../../src/runtime/control/site-file/form.ts'
import { pipelineParts } from './schema.ts'

type Schema = Record<string, unknown>

/** Texts may be written as plain numbers and booleans. */
const TEXT: Schema = { type: ['string', 'number', 'boolean'] }
const TEXTS: Schema = { type: 'array', items: TEXT }

const valueSchema = (field: Field): Schema => {
  switch (field.type) {
    case 'text':
      return field.values === undefined ? TEXT : { enum: field.values }
    case 'integer':
      return { type: 'integer', minimum: field.min, maximum: field.max }
    case 'boolean':
      return { type: 'boolean' }
    case 'texts':
      return TEXTS
    case 'map':
      return { type: 'object', additionalProperties: TEXT }
    case 'command':
      return { anyOf: [{ type: 'string' }, TEXTS] }
    case 'pipeline':
      return { anyOf: [{ type: 'string' }, { $ref: '#/$defs/pipeline' }] }
  }
}

const specSchema = (fields: Fields): Schema => ({
  type: 'object',
  required: Object.entries(fields).flatMap(([name, { required }]) => (required ? [name] : [])),
  additionalProperties: false,
  properties: Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      { description: field.summary, anyOf: [valueSchema(field), { type: 'null' }] },
    ]),
  ),
})

const NAME: Schema = { type: 'string', pattern: '^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$' }

const objectSchema = (kind: string, spec: Schema): Schema => ({
  type: 'object',
  required: ['apiVersion', 'kind', 'metadata', 'spec'],
  additionalProperties: false,
  properties: {
    apiVersion: { const: API_VERSION },
    kind: { const: kind },
    metadata: {
      type: 'object',
      required: ['name'],
      additionalProperties: false,
      properties: { name: NAME },
    },
    spec,
  },
})

/** An image is one of three things. */
const oneWay: Schema = { oneOf: ['pipeline', 'command', 'ref'].map((way) => ({ required: [way] })) }

/** docs/site.schema.json: JSON Schema of each document of a file that gaze apply reads. */
export const siteSchemaPage = (): string => {
  const { properties, defs } = pipelineParts()
  const objects = Object.keys(KINDS).map((kind) => ({ $ref: `#/$defs/${kind}` }))
  const schema: Schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Gaze site',
    description: 'A document of a file that gaze apply reads and gaze export writes.',
    anyOf: [...objects, { $ref: '#/$defs/List' }],
    $defs: {
      Image: objectSchema('Image', { ...specSchema(KINDS.Image), ...oneWay }),
      Stream: objectSchema('Stream', specSchema(KINDS.Stream)),
      List: {
        type: 'object',
        required: ['apiVersion', 'kind', 'items'],
        additionalProperties: false,
        properties: {
          apiVersion: { const: API_VERSION },
          kind: { const: 'List' },
          metadata: { type: 'object' },
          items: { type: 'array', items: { anyOf: objects } },
        },
      },
      pipeline: { type: 'object', required: ['nodes'], additionalProperties: false, properties },
      ...defs,
    },
  }
  return `${JSON.stringify(schema, undefined, 2)}\n`
}
