import type { KubernetesSettings } from '../../../../src/runtime/cluster/kubernetes/settings.ts'
import type { PodTemplate, Workload } from '../../../../src/runtime/cluster/types.ts'

export const settings: KubernetesSettings = {
  namespace: 'site',
  owner: { name: 'gaze', uid: 'u-1' },
  runtimeImage: 'registry/gaze@sha256:1',
  runtimePullSecrets: [],
  ingest: 'tcp://gaze-server-pods:5004',
  models: 'http://gaze-server:5002/models',
  tokenSecret: 'gaze-token',
  curveSecret: 'gaze-curve',
}

const template: PodTemplate = {
  hash: 'aaaaaaaaaa',
  image: 'door',
  digest: 'sha256:0',
  wire: 'v1',
  run: { kind: 'pipeline', pipeline: { nodes: [] } },
  source: 'push',
  output: '',
  sinks: [],
  order: false,
  env: {},
  secretEnv: [],
}

export const workload = (over: Partial<Workload> = {}, of: Partial<PodTemplate> = {}): Workload => ({
  stream: 'cam',
  generation: 3,
  replicas: 1,
  rollout: 'rolling',
  ...over,
  template: { ...template, ...of },
})

export const container = (over: Partial<Workload> = {}, of: Partial<PodTemplate> = {}): Workload =>
  workload(over, { wire: 'v0', run: { kind: 'container', ref: 'reg/blur@sha256:2' }, ...of })
