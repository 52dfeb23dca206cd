import { createHash } from 'node:crypto'
import type { PodTemplate } from '../cluster/types.ts'
import type { WantedModel } from '../models/model-file.ts'
import type { PipelineSpec } from '../pipeline/spec.ts'
import type { Image, Placement, Stream } from '../records/types.ts'
import { stableJson } from '../stable-json.ts'

export type Models = Readonly<Record<string, WantedModel>>

const hashOf = (value: unknown): string =>
  createHash('sha256').update(stableJson(value)).digest('hex').slice(0, 10)

const runOf = (image: Image, models: Models): PodTemplate['run'] => {
  const named = Object.keys(models).length === 0 ? {} : { models }
  if (image.kind === 'pipeline')
    return { kind: 'pipeline', pipeline: image.pipeline as PipelineSpec, ...named }
  const { command, cwd, user } = image
  if (image.kind === 'command')
    return { kind: 'command', command: command ?? [], ...(cwd === undefined ? {} : { cwd }) }
  const ref = pinnedRef(image.ref, image.digest)
  // A runtime with nodes of its own: its pods are pods of ours.
  if (image.pipeline !== undefined)
    return { kind: 'pipeline', pipeline: image.pipeline, ...named, runtime: ref }
  return {
    kind: 'container',
    ref,
    ...(user === undefined ? {} : { user }),
    ...(command === undefined ? {} : { command }),
  }
}

/** A tag may move; a digest does not. */
const pinnedRef = (ref: string, digest: string): string =>
  ref.includes('@') || !digest.startsWith('sha256:') ? ref : `${ref.replace(/:[^:/]*$/, '')}@${digest}`

const placementOf = ({
  cpu,
  memory,
  resources,
  nodeSelector,
  tolerations,
  pullSecrets,
}: Stream): Placement => ({
  ...(cpu === '' ? {} : { cpu }),
  ...(memory === '' ? {} : { memory }),
  ...withoutNothing({ resources, nodeSelector, tolerations, pullSecrets }),
})

const withoutNothing = (placement: { [K in keyof Placement]: Placement[K] | undefined }): Placement =>
  Object.fromEntries(
    Object.entries(placement).filter(([, value]) => value !== undefined && Object.keys(value).length > 0),
  )

const newTemplate = (stream: Stream, image: Image, models: Models): PodTemplate => {
  const placement = placementOf(stream)
  const content = {
    image: image.name,
    digest: image.digest,
    wire: image.wire,
    run: runOf(image, models),
    source: stream.source,
    output: stream.output,
    sinks: stream.sinks,
    env: { ...image.env, ...stream.env },
    secretEnv: stream.secretEnv,
  }
  const versions = [stream.restarts, stream.secretVersion, placement]
  return { ...content, placement, order: stream.order, hash: hashOf([content, versions]) }
}

/** Records that did not change are the same objects, so that a plan of thousands of streams hashes only what is new. */
const made = new WeakMap<
  Stream,
  { readonly image: Image; readonly models: Models; readonly template: PodTemplate }
>()

/** What each pod of the stream runs. */
export const templateOf = (stream: Stream, image: Image, models: Models): PodTemplate => {
  const before = made.get(stream)
  if (before?.image === image && before.models === models) return before.template
  const template = newTemplate(stream, image, models)
  made.set(stream, { image, models, template })
  return template
}
