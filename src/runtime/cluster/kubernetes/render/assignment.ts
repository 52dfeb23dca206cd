import type { MountedAssignment } from '../../../pod/mounted-assignment.ts'
import { isLogSink } from '../../../pod/sinks/url/log-sinks.ts'
import { stableJson } from '../../../stable-json.ts'
import { coresFor } from '../../cores.ts'
import type { PodTemplate, Workload } from '../../types.ts'
import type { KubernetesSettings } from '../settings.ts'
import { HTTP_PORT, PLACES } from './places.ts'

type PipelineRun = Extract<PodTemplate['run'], { kind: 'pipeline' }>

/** More would wait in the pod while newer frames come in. */
const CREDIT = 1

/** For a broker that is restarted. A stream whose sink is away waits so long at each rollout that recreates its pod. */
const SINK_DRAIN_MS = 30_000

/** How long a pod's sinks may take to send what is left; 0 where it has none that read its log. */
export const sinkDrainMs = (sinks: readonly string[]): number => (sinks.some(isLogSink) ? SINK_DRAIN_MS : 0)

const assignment = (
  { stream, generation, template }: Workload,
  { pipeline, models }: PipelineRun,
  { ingest, curveSecret, models: url, modelsClaim = '' }: KubernetesSettings,
): MountedAssignment => {
  const { digest, source, output, sinks, env, secretEnv, placement } = template
  const drainMs = sinkDrainMs(sinks)
  return {
    ...{ stream, generation, digest, pipeline, source, output, sinks, env, secretEnv, ingest },
    ...(models !== undefined && {
      models,
      modelStore: {
        url,
        dir: `${PLACES.data}/models`,
        ...(modelsClaim === '' ? {} : { shared: PLACES.models }),
      },
    }),
    ...coresFor(placement),
    podFile: `${PLACES.pod}/name`,
    tokenFile: `${PLACES.token}/token`,
    secretsDir: secretEnv.length === 0 ? '' : PLACES.secrets,
    curveFile: curveSecret === '' ? '' : `${PLACES.curve}/public`,
    httpHost: '0.0.0.0',
    httpPort: HTTP_PORT,
    // A sink looks beside it for logs of other pods; here there are none.
    eventsDir: `${PLACES.data}/events/own`,
    ...(drainMs === 0 ? {} : { sinkDrainMs: drainMs }),
    ledgerFile: `${PLACES.data}/ledger.json`,
    credit: CREDIT,
  }
}

/** Key of a template's assignment in the stream's ConfigMap. */
export const assignmentKey = (hash: string): string => `${hash}.json`

/** Its JSON, the same for the same content. */
export const withoutGeneration = (text: string): string => {
  try {
    const { generation: _, ...rest } = JSON.parse(text) as MountedAssignment
    return stableJson(rest)
  } catch {
    // Somebody's hand was at it; it is simply not what is wanted.
    return ''
  }
}

/**
 * The assignments of a stream's ConfigMap: that of the wanted template, and of `kept` those of other templates that
 * pods still run, since a pod reads its own again when its container restarts. One of the wanted template that
 * differs in its generation alone stays as it is: more replicas are no reason to write it.
 */
export const assignments = (
  workload: Workload,
  run: PipelineRun,
  settings: KubernetesSettings,
  kept: Readonly<Record<string, string>>,
): Record<string, string> => {
  const key = assignmentKey(workload.template.hash)
  const text = stableJson(assignment(workload, run, settings))
  const old = kept[key]
  const same = old !== undefined && withoutGeneration(old) === withoutGeneration(text)
  return { ...kept, [key]: same ? old : text }
}
