import { createHash } from 'node:crypto'
import type { V1DeploymentSpec, V1DeploymentStrategy, V1ObjectMeta } from '@kubernetes/client-node'
import { GazeError } from '../../../errors.ts'
import type { ConfigMap, Deployment, Objects, Plain } from '../../../kubernetes/objects.ts'
import { stableJson } from '../../../stable-json.ts'
import type { Workload } from '../../types.ts'
import { GENERATION, labelsOf, objectName, RENDERED, selectorOf, TEMPLATE } from '../labels.ts'
import type { KubernetesSettings } from '../settings.ts'
import { assignmentKey, assignments, withoutGeneration } from './assignment.ts'
import { containerPod } from './container-pod.ts'
import { pipelinePod } from './pipeline-pod.ts'
import { type PodParts, podSpec } from './pod-spec.ts'

/** The objects of one stream, in the order in which they are applied; those it has none of are left out. */
export interface StreamObjects {
  readonly configMap?: ConfigMap
  readonly deployment: Deployment
  readonly budget?: Objects['PodDisruptionBudget']
}

const hashOf = (value: unknown): string =>
  createHash('sha256').update(stableJson(value)).digest('hex').slice(0, 10)

const metadata = (
  workload: Workload,
  { namespace, owner }: KubernetesSettings,
  annotations?: Record<string, string>,
): Plain<V1ObjectMeta> => ({
  name: objectName(workload.stream),
  namespace,
  labels: labelsOf(workload),
  ...(annotations === undefined ? {} : { annotations }),
  ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: owner.name, uid: owner.uid }],
})

const partsOf = (workload: Workload, settings: KubernetesSettings): PodParts => {
  const { run } = workload.template
  if (run.kind === 'pipeline') return pipelinePod(workload, run.runtime, settings)
  if (run.kind === 'container') return containerPod(workload, run, settings)
  throw new GazeError('INTERNAL', `stream "${workload.stream}" runs a program, which no cluster does`)
}

/** The old pod goes first where two must not hold the stream's memory. */
const strategyOf = ({ rollout }: Workload): V1DeploymentStrategy =>
  rollout === 'recreate'
    ? { type: 'Recreate' }
    : { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }

const deploymentSpec = (workload: Workload, parts: PodParts): Plain<V1DeploymentSpec> => ({
  replicas: workload.replicas,
  revisionHistoryLimit: 2,
  ...(parts.minReadySeconds === 0 ? {} : { minReadySeconds: parts.minReadySeconds }),
  strategy: strategyOf(workload),
  selector: { matchLabels: selectorOf(workload.stream) },
  template: {
    metadata: { labels: { ...labelsOf(workload), [TEMPLATE]: workload.template.hash } },
    spec: podSpec(workload, parts),
  },
})

const deploymentOf = (
  workload: Workload,
  settings: KubernetesSettings,
  { configMap, budget }: Omit<StreamObjects, 'deployment'>,
): Deployment => {
  const spec = deploymentSpec(workload, partsOf(workload, settings))
  const { generation, template } = workload
  // An assignment may be of an earlier generation, and those of other templates come and go with their pods.
  const assigned = withoutGeneration(configMap?.data?.[assignmentKey(template.hash)] ?? '{}')
  const annotations = {
    [GENERATION]: String(generation),
    [TEMPLATE]: template.hash,
    [RENDERED]: hashOf({ generation, spec, assigned, budget: budget?.spec }),
  }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(workload, settings, annotations),
    spec,
  }
}

/** Nodes are drained one pod at a time; with a single pod a budget would only stop them. */
const budgetOf = (workload: Workload, settings: KubernetesSettings): Objects['PodDisruptionBudget'] => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: metadata(workload, settings),
  spec: {
    maxUnavailable: 1,
    selector: { matchLabels: selectorOf(workload.stream) },
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  },
})

const configMapOf = (
  workload: Workload,
  settings: KubernetesSettings,
  kept: Readonly<Record<string, string>>,
): ConfigMap | undefined => {
  const { run } = workload.template
  if (run.kind !== 'pipeline') return undefined
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata(workload, settings),
    data: assignments(workload, run, settings, kept),
  }
}

/**
 * What has to be in the cluster for a workload. Pure.
 * @param kept Data of the stream's ConfigMap that templates of living pods, or the wanted one, have there already.
 * @throws GazeError INTERNAL for a program, which only its own machine runs.
 */
export const render = (
  workload: Workload,
  settings: KubernetesSettings,
  kept: Readonly<Record<string, string>> = {},
): StreamObjects => {
  const configMap = configMapOf(workload, settings, kept)
  const others = {
    ...(configMap === undefined ? {} : { configMap }),
    ...(workload.replicas > 1 ? { budget: budgetOf(workload, settings) } : {}),
  }
  return { ...others, deployment: deploymentOf(workload, settings, others) }
}
