import { createHash } from 'node:crypto'
import type { PodTemplate } from '../cluster/types.ts'
import type { PipelineSpec } from '../pipeline/spec.ts'
import type { Image, Stream } from '../records/types.ts'
import { stableJson } from '../stable-json.ts'

const hashOf = (value: unknown): string =>
  createHash('sha256').update(stableJson(value)).digest('hex').slice(0, 10)

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
