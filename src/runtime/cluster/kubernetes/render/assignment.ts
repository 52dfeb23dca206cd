import type { MountedAssignment } from '../../../pod/mounted-assignment.ts'
import type { PipelineSpec } from '../../../pipeline/spec.ts'
import { stableJson } from '../../../stable-json.ts'
import type { Workload } from '../../types.ts'
import type { KubernetesSettings } from '../settings.ts'
import { HTTP_PORT, PLACES } from './places.ts'

/** More would wait in the pod while newer frames come in. */
const CREDIT = 1

const assignment = (
  { stream, generation, template }: Workload,
  pipeline: PipelineSpec,
  { ingest, curveSecret }: KubernetesSettings,
): MountedAssignment => {
  const { digest, source, output, sinks, env, secretEnv } = template
  return {
    ...{ stream, generation, digest, pipeline, source, output, sinks, env, secretEnv, ingest },
    podFile: `${PLACES.pod}/name`,
    tokenFile: `${PLACES.token}/token`,
    secretsDir: secretEnv.length === 0 ? '' : PLACES.secrets,
    curveFile: curveSecret === '' ? '' : `${PLACES.curve}/public`,
    httpHost: '0.0.0.0',
    httpPort: HTTP_PORT,
    // A sink looks beside it for logs of other pods; here there are none.
    eventsDir: `${PLACES.data}/events/own`,
    ledgerFile: `${PLACES.data}/ledger.json`,
    credit: CREDIT,
  }
}

/** Key of a template's assignment in the stream's ConfigMap. */
export const assignmentKey = (hash: string): string => `${hash}.json`

const withoutGeneration = (text: string): string => {
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
  pipeline: PipelineSpec,
  settings: KubernetesSettings,
  kept: Readonly<Record<string, string>>,
): Record<string, string> => {
  const key = assignmentKey(workload.template.hash)
  const text = stableJson(assignment(workload, pipeline, settings))
  const old = kept[key]
  const same = old !== undefined && withoutGeneration(old) === withoutGeneration(text)
  return { ...kept, [key]: same ? old : text }
}
