import { nodeTypes } from '../../src/runtime/nodes/registry.ts'
import type { AnyType } from '../../src/runtime/pipeline/node.ts'
import type { Param, Params } from '../../src/runtime/pipeline/params.ts'

type Schema = Record<string, unknown>

/** A value may also be, or hold, a parameter of the pipeline or a variable. */
const PLACEHOLDER: Schema = { type: 'string', pattern: '\\$\\{[A-Za-z_][\\w-]*\\}' }

const valueSchema = (param: Param): Schema => {
  switch (param.type) {
    case 'number':
    case 'integer':
      return {
        type: param.type,
        ...(param.min !== undefined && { minimum: param.min }),
        ...(param.max !== undefined && { maximum: param.max }),
      }
    case 'boolean':
      return { type: 'boolean' }
    case 'enum':
      return { enum: param.values }
    case 'duration':
      return { type: 'string', pattern: '^\\d+(\\.\\d+)?(ms|s|m|h)$' }
    case 'line':
      return { type: 'string', pattern: '^\\d*\\.?\\d+,\\d*\\.?\\d+:\\d*\\.?\\d+,\\d*\\.?\\d+$' }
    case 'polygon':
      return { type: 'string', pattern: '^(\\d*\\.?\\d+,\\d*\\.?\\d+:){2,}\\d*\\.?\\d+,\\d*\\.?\\d+$' }
    case 'list':
      return {
        anyOf: [
          { type: 'string', minLength: 1 },
          { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1 },
        ],
      }
    case 'model':
      return { type: 'string', minLength: 1 }
    case 'string':
      return { type: 'string', ...(param.pattern && { pattern: `^(?:${param.pattern})$` }) }
  }
}

const paramSchema = (param: Param): Schema => ({
  description: `${param.summary}${'unit' in param && param.unit ? ` (${param.unit})` : ''}`,
  ...(param.default !== undefined && { default: param.default }),
  anyOf: [valueSchema(param), PLACEHOLDER],
})

const nodeRule = (type: AnyType): Schema => {
  const params = Object.entries(type.params as Params)
  const required = params.filter(([, param]) => param.required).map(([name]) => name)
  return {
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    then: {
      description: type.summary,
      ...(required.length > 0 && { required: ['params'] }),
      properties: {
        params: {
          properties: Object.fromEntries(params.map(([name, param]) => [name, paramSchema(param)])),
          required,
          additionalProperties: false,
        },
      },
    },
    if: { properties: { type: { const: type.name } }, required: ['type'] },
  }
}

const id: Schema = { type: 'string', pattern: '^[A-Za-z][\\w-]*$' }
const value: Schema = { type: ['string', 'number', 'boolean', 'null'] }
const nodeNames = nodeTypes.map(({ name }) => name)

const paramsSchema: Schema = {
  description: 'Parameters of the pipeline, written ${name} in its nodes, each with its default.',
  type: 'object',
  additionalProperties: {
    anyOf: [
      value,
      {
        type: 'object',
        properties: { default: value, summary: { type: 'string' } },
        additionalProperties: false,
      },
    ],
  },
}

/** What a pipeline is made of, in a file of its own or in another one. */
export const pipelineParts = (): {
  readonly properties: Schema
  readonly defs: { readonly node: Schema }
} => ({
  properties: {
    name: { type: 'string', description: 'Its name; that of the file where absent.' },
    description: { type: 'string', description: 'What it does, for people.' },
    params: paramsSchema,
    nodes: {
      description: 'The graph. A node without `from` takes from the one before it.',
      type: 'array',
      minItems: 1,
      items: { anyOf: [{ enum: nodeNames }, { $ref: '#/$defs/node' }] },
    },
  },
  defs: {
    node: {
      type: 'object',
      required: ['type'],
      additionalProperties: false,
      properties: {
        id,
        type: { enum: nodeNames },
        params: { type: 'object' },
        from: { anyOf: [id, { type: 'array', items: id }] },
      },
      allOf: nodeTypes.map(nodeRule),
    },
  },
})

/** docs/pipeline.schema.json: JSON Schema of a pipeline file. */
export const schemaPage = (): string => {
  const { properties, defs } = pipelineParts()
  const schema: Schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Gaze pipeline',
    description: 'A pipeline as gaze pipeline run, gaze pipeline check and gaze image add read it.',
    type: 'object',
    required: ['nodes'],
    additionalProperties: false,
    properties,
    $defs: defs,
  }
  return `${JSON.stringify(schema, undefined, 2)}\n`
}
