import { createHash } from 'node:crypto'
import type { PodTemplate } from '../cluster/types.ts'
import type { PipelineSpec } from '../pipeline/spec.ts'
import type { Image, Stream } from '../records/types.ts'

const sorted = (_key: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value

/** The same text for the same content, whatever the order of its keys. */
const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value, sorted)).digest('hex').slice(0, 10)

/** How an image is run, or undefined where only a cluster can. */
const runOf = (image: Image): PodTemplate['run'] | undefined => {
  if (image.kind === 'pipeline') return { kind: 'pipeline', pipeline: image.pipeline as PipelineSpec }
  if (image.kind === 'command') {
    const { command = [], cwd } = image
    return { kind: 'command', command, ...(cwd === undefined ? {} : { cwd }) }
  }
  return undefined
}

/** What each pod of the stream runs; undefined when this cluster cannot run the image. */
export const templateOf = (stream: Stream, image: Image): PodTemplate | undefined => {
  const run = runOf(image)
  if (run === undefined) return undefined
  const content = {
    image: image.name,
    digest: image.digest,
    wire: image.wire,
    run,
    source: stream.source,
    output: stream.output,
    sinks: stream.sinks,
    env: { ...image.env, ...stream.env },
    secretEnv: stream.secretEnv,
  }
  const versions = [stream.restarts, stream.secretVersion, stream.cpu, stream.memory]
  return { ...content, order: stream.order, hash: hashOf([content, versions]) }
}
