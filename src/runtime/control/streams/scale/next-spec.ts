import { GazeError } from '../../../errors.ts'
import { changeEnv } from '../../env-flags.ts'
import { refuseOwnVariables } from '../../own-env.ts'
import { parseLogSink, variablesOf } from '../../../pod/sinks/url/log-sinks.ts'
import type { StreamChange } from './change.ts'
import type { ImageFacts } from './image-facts.ts'
import type { StreamSpec } from '../spec.ts'
import { nextPlacement } from './placement.ts'

/** What the change is made to. */
export interface Before {
  readonly name: string
  /** Undefined for a new stream. */
  readonly spec: StreamSpec | undefined
  /** Whether the image that the stream had so far has memory. */
  readonly hadMemory: boolean
}

const sourceTwice = (name: string, source: string): GazeError =>
  new GazeError(
    'SOURCE_TWICE',
    `The pipeline of "${name}" has a source of its own, and the stream names another`,
    {
      why: `The stream's source is ${source}`,
      hint: 'Leave --source away (or write --source pipeline), or take an image without a source',
      details: { source },
    },
  )

const sourceFor = (
  name: string,
  change: StreamChange,
  old: StreamSpec | undefined,
  image: ImageFacts,
): string => {
  const { source } = change
  if (image.hasSource) {
    const named = source ?? (old?.source === 'push' ? undefined : old?.source)
    if (named !== undefined && named !== 'pipeline') throw sourceTwice(name, named)
    return 'pipeline'
  }
  if (source === 'pipeline')
    throw new GazeError('USAGE', `The image of "${name}" has no source of its own`, {
      hint: 'Write --source push, a URL or a path',
    })
  if (source !== undefined) return source
  return old === undefined || old.source === 'pipeline' ? 'push' : old.source
}

const requireOneReplica = (name: string, source: string, replicas: number): void => {
  if (source === 'push' || replicas <= 1) return
  throw new GazeError('REPLICAS_NEED_PUSH', `Stream "${name}" cannot have ${replicas} replicas`, {
    why: `Its source is ${source}, which each of them would read and count again`,
    hint: 'Use --replicas 1, or --source push and gaze stream send',
    details: { source, replicas },
  })
}

const secretNames = (change: StreamChange, old: StreamSpec | undefined): string[] => {
  if (change.secrets.only !== undefined) return [...new Set(change.secrets.only)].sort()
  const names = new Set([...(old?.secretEnv ?? []), ...Object.keys(change.secrets.set)])
  return [...names].filter((name) => !change.secrets.unset.includes(name)).sort()
}

const requireOnePlace = (env: StreamSpec['env'], secretEnv: readonly string[]): void => {
  const twice = secretEnv.find((name) => Object.hasOwn(env, name))
  if (twice === undefined) return
  throw new GazeError('USAGE', `${twice} would be both in --env and in --secret-env`, {
    hint: `Add --env ${twice}- or --secret-env ${twice}- to keep one of them`,
  })
}

/** What a program that is not ours is told of `--output`. */
const outputVariables = (output: string): string[] => (output === '' ? [] : ['OUT_IP', 'OUT_PORT'])

/** An order that was asked for stays; one that an image with memory brought goes with that image. */
const orderFor = (change: StreamChange, before: Before, image: ImageFacts): boolean => {
  const asked = change.order ?? (before.spec?.order === true && !before.hadMemory)
  return asked || image.memory
}

const requireEvents = (name: string, image: ImageFacts, sinks: readonly string[]): void => {
  if (!image.opaque || sinks.length === 0) return
  throw new GazeError('USAGE', `The image of "${name}" is no pipeline, so it gives no events to --sink`, {
    hint: 'Take an image with a pipeline; --sink "" takes the sinks away',
  })
}

/** Sinks that would never get further than their first line. */
const requireVariables = (
  sinks: readonly string[],
  env: StreamSpec['env'],
  secretEnv: readonly string[],
  image: ImageFacts,
): void => {
  for (const url of sinks) {
    const target = parseLogSink(url)
    const names = target === undefined ? [] : variablesOf(target)
    const missing = names.find(
      (name) => ![...Object.keys(env), ...secretEnv, ...image.variables].includes(name),
    )
    if (missing === undefined) continue
    throw new GazeError(
      'USAGE',
      `--sink ${url} needs the variable ${missing}, which the stream does not have`,
      {
        hint: `Add --secret-env ${missing}=env:VAR, =file:PATH or =- for stdin`,
      },
    )
  }
}

const requireImage = (name: string, image: string | undefined): string => {
  if (image !== undefined) return image
  throw new GazeError('USAGE', `Stream "${name}" is new and needs an image`, {
    hint: `Add --image IMAGE; gaze image list shows what there is`,
  })
}

/**
 * The spec after the change: what is not named stays, and a new stream has defaults.
 * @param newKey Gives the key of a new stream.
 * @throws GazeError USAGE, SOURCE_TWICE, REPLICAS_NEED_PUSH
 */
export const nextSpec = (
  before: Before,
  change: StreamChange,
  image: ImageFacts,
  newKey: () => string,
): StreamSpec => {
  const { name, spec: old } = before
  const source = sourceFor(name, change, old, image)
  const replicas = change.replicas ?? old?.replicas ?? 1
  requireOneReplica(name, source, replicas)
  const env = changeEnv(old?.env ?? {}, change.env)
  const secretEnv = secretNames(change, old)
  requireOnePlace(env, secretEnv)
  const output = change.output ?? old?.output ?? ''
  refuseOwnVariables(
    [...Object.keys(env), ...secretEnv],
    [...image.ownVariables, ...(image.opaque ? outputVariables(output) : [])],
  )
  const sinks = change.sinks ?? old?.sinks ?? []
  requireEvents(name, image, sinks)
  requireVariables(sinks, env, secretEnv, image)
  return {
    image: requireImage(name, change.image ?? old?.image),
    source,
    output,
    sinks,
    env,
    secretEnv,
    key: change.key ?? old?.key ?? newKey(),
    replicas,
    order: orderFor(change, before, image),
    queue: change.queue ?? old?.queue ?? 1,
    cpu: change.cpu ?? old?.cpu ?? '',
    memory: change.memory ?? old?.memory ?? '',
    restarts: old?.restarts ?? 0,
    secretVersion: old?.secretVersion ?? 0,
    ...nextPlacement(old ?? {}, change.placement),
  }
}
