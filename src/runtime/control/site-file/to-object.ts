import type { NodeSpec } from '../../pipeline/spec.ts'
import type { Draft } from '../../records/store.ts'
import type { Image, Stream, Toleration } from '../../records/types.ts'
import { imageFacts } from '../streams/scale/image-facts.ts'
import { API_VERSION, type Kind } from './form.ts'

/** An object of a file, ready to be written as YAML or JSON. */
export interface ObjectForm {
  readonly apiVersion: typeof API_VERSION
  readonly kind: Kind
  readonly metadata: { readonly name: string }
  readonly spec: Readonly<Record<string, unknown>>
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === '' ||
  value === false ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0)

/** What is empty is what is absent. */
const form = (kind: Kind, name: string, spec: Record<string, unknown>): ObjectForm => ({
  apiVersion: API_VERSION,
  kind,
  metadata: { name },
  spec: Object.fromEntries(Object.entries(spec).filter(([, value]) => !isEmpty(value))),
})

const nodeForm = ({ id, type, params, from }: NodeSpec): object => ({
  id,
  type,
  ...(Object.keys(params).length === 0 ? {} : { params }),
  from,
})

const runsForm = (image: Draft<Image>): Record<string, unknown> => {
  const { kind, pipeline, command, cwd, ref, digest, wire } = image
  if (kind === 'pipeline') return { pipeline: { nodes: pipeline?.nodes.map(nodeForm) ?? [] } }
  return kind === 'command' ? { command, cwd, wire } : { ref, digest, wire }
}

/** SHA-256 by the name of the model. */
export type ModelHashes = Readonly<Record<string, string>>

/** @param models Those that its pipeline names. */
export const imageForm = (image: Draft<Image>, models: ModelHashes = {}): ObjectForm =>
  form('Image', image.name, { description: image.description, ...runsForm(image), env: image.env, models })

const tolerationText = ({ key, value, effect }: Toleration): string =>
  `${key}${value === undefined ? '' : `=${value}`}${effect === undefined ? '' : `:${effect}`}`

/**
 * @param image What it runs: an order that this brings need not be written.
 * @param models Those that its own variables name.
 */
export const streamForm = (
  stream: Draft<Stream>,
  image: Image | undefined,
  reveal: boolean,
  models: ModelHashes = {},
): ObjectForm => {
  const memory = image !== undefined && imageFacts(image).memory
  const { image: name, source, replicas, output, sinks, env, secretEnv, key, order, queue } = stream
  const { cpu, memory: bytes, resources, nodeSelector, tolerations = [], pullSecrets } = stream
  return form('Stream', stream.name, {
    ...{ image: name, source, replicas, output, sinks, env, models, secretEnv },
    key: reveal ? key : '',
    order: order && !memory,
    queue: queue === 1 ? '' : queue,
    ...{ cpu, memory: bytes, resources, nodeSelector },
    tolerations: tolerations.map(tolerationText),
    pullSecrets,
  })
}

/** The objects as documents of YAML. */
export const toYaml = async (objects: readonly ObjectForm[]): Promise<string> => {
  const { stringify } = await import('yaml')
  return objects.map((object) => stringify(object, { lineWidth: 0 })).join('---\n')
}

/** The same as one document of JSON. */
export const listForm = (objects: readonly ObjectForm[]): object => ({
  apiVersion: API_VERSION,
  kind: 'List',
  items: objects,
})
