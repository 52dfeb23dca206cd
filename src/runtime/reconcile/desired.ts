import type { Cluster, ObservedPod, Workload } from '../cluster/types.ts'
import type { PipelineSpec } from '../pipeline/spec.ts'
import type { Image, Model, Stream } from '../records/types.ts'
import { templateOf } from './template.ts'
import { wantedModels } from './wanted-models.ts'

/** All that is wanted. */
export interface Desired {
  readonly streams: readonly Stream[]
  readonly images: readonly Image[]
  /** By name; the same map as long as none of them changed. */
  readonly models: ReadonlyMap<string, Model>
  /** Whether a node of the pipeline remembers earlier frames. */
  hasMemory(pipeline: PipelineSpec): boolean
  /** What the cluster can run. */
  readonly kinds: Cluster['kinds']
}

/** What one stream wants to have running, or why it can have nothing. */
export type Want =
  | { readonly workload: Workload }
  | { readonly blocked: { readonly reason: string; readonly message: string } }

/** A stream whose source has ended stays so until its spec changes. */
const isCompleted = (stream: Stream): boolean =>
  stream.status.phase === 'Completed' && stream.status.observedGeneration === stream.generation

const cannotRun = ({ kind, name }: Image): { reason: string; message: string } =>
  kind === 'command'
    ? {
        reason: 'NeedsContainer',
        message: `image "${name}" is a program of one machine; make a container image of it (gaze image add REF)`,
      }
    : { reason: 'NeedsCluster', message: `image "${name}" is a container image` }

const noModel = (name: string): { reason: string; message: string } => ({
  reason: 'ModelNotFound',
  message: `no model "${name}" is there (gaze model add FILE --name ${name})`,
})

export const wantOf = (
  stream: Stream,
  image: Image | undefined,
  desired: Pick<Desired, 'hasMemory' | 'kinds' | 'models'>,
  pods: readonly ObservedPod[],
): Want => {
  if (image === undefined)
    return { blocked: { reason: 'ImageNotFound', message: `no image "${stream.image}" is registered` } }
  if (!desired.kinds.includes(image.kind)) return { blocked: cannotRun(image) }
  const wanted = wantedModels(stream, image, desired.models)
  if ('missing' in wanted) return { blocked: noModel(wanted.missing) }
  const template = templateOf(stream, image, wanted.models)
  const memory = template.run.kind === 'pipeline' && desired.hasMemory(template.run.pipeline)
  // An idle pod of a finished stream still serves its events, so it stays; one that is gone is not started again.
  const idle = pods.some(
    ({ templateHash, phase }) => templateHash === template.hash && phase !== 'Terminating',
  )
  const over = isCompleted(stream) && !idle
  return {
    workload: {
      stream: stream.name,
      generation: stream.generation,
      replicas: over ? 0 : stream.replicas,
      rollout: memory || stream.order ? 'recreate' : 'rolling',
      template,
    },
  }
}
