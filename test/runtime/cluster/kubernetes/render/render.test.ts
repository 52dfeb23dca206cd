import type { V1Container, V1PodSpec } from '@kubernetes/client-node'
import { describe, expect, it } from 'vitest'
import { render } from '../../../../../src/runtime/cluster/kubernetes/render/render.ts'
import type { Deployment, Plain } from '../../../../../src/runtime/kubernetes/objects.ts'
import type { Workload } from '../../../../../src/runtime/cluster/types.ts'
import type { MountedAssignment } from '../../../../../src/runtime/pod/mounted-assignment.ts'
import { container, settings, workload } from '../workloads.ts'

const deploymentOf = (of: Workload): Deployment => render(of, settings).deployment
const podOf = (of: Workload): Plain<V1PodSpec> => deploymentOf(of).spec?.template.spec as Plain<V1PodSpec>
const mainOf = (of: Workload): V1Container => podOf(of).containers[0] as V1Container
const assignmentOf = (of: Workload): MountedAssignment =>
  JSON.parse(Object.values(render(of, settings).configMap?.data ?? {})[0] ?? '') as MountedAssignment
const envOf = (of: Workload) => Object.fromEntries((mainOf(of).env ?? []).map((each) => [each.name, each]))

describe('the objects of a stream', () => {
  it('carry the recommended labels and belong to the permanent ConfigMap', () => {
    const { configMap, deployment, budget } = render(workload({ replicas: 2 }), settings)
    for (const object of [configMap, deployment, budget]) {
      expect(object?.metadata).toMatchObject({
        name: 'gaze-cam',
        namespace: 'site',
        ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'gaze', uid: 'u-1' }],
        labels: {
          'app.kubernetes.io/name': 'gaze-stream',
          'app.kubernetes.io/instance': 'cam',
          'app.kubernetes.io/component': 'stream',
          'app.kubernetes.io/part-of': 'gaze',
          'app.kubernetes.io/managed-by': 'gaze',
          'gaze.dev/stream': 'cam',
          'gaze.dev/image': 'door',
        },
      })
    }
    expect(deployment.spec?.selector.matchLabels).toEqual({
      'app.kubernetes.io/part-of': 'gaze',
      'gaze.dev/stream': 'cam',
    })
    expect(deployment.spec?.template.metadata?.labels).toMatchObject({
      ...deployment.spec?.selector.matchLabels,
      'gaze.dev/template': 'aaaaaaaaaa',
    })
  })

  it('name generation and template, and a hash of all that was rendered', () => {
    const annotations = (of: Workload) => deploymentOf(of).metadata?.annotations ?? {}
    const one = annotations(workload())
    expect(one).toMatchObject({ 'gaze.dev/generation': '3', 'gaze.dev/template': 'aaaaaaaaaa' })
    expect(annotations(workload())).toEqual(one)
    expect(annotations(workload({ replicas: 4 }))['gaze.dev/rendered']).not.toBe(one['gaze.dev/rendered'])
  })

  it('have another hash where anything that is written is another, and the same where it was written before', () => {
    const hash = (of: Workload, over: object = {}, kept: Record<string, string> = {}) =>
      render(of, { ...settings, ...over }, kept).deployment.metadata?.annotations?.['gaze.dev/rendered']
    const one = hash(workload())
    expect(hash(workload({ generation: 4 }))).not.toBe(one)
    expect(hash(workload(), { ingest: 'tcp://elsewhere:5004' })).not.toBe(one)
    const before = render(workload({ generation: 2 }), settings).configMap?.data ?? {}
    expect(hash(workload(), {}, { ...before, 'bbbbbbbbbb.json': '{}' })).toBe(one)
  })

  it('have a budget only where there is more than one pod', () => {
    expect(render(workload({ replicas: 0 }), settings).budget).toBeUndefined()
    expect(render(workload(), settings).budget).toBeUndefined()
    expect(render(workload({ replicas: 2 }), settings).budget?.spec).toEqual({
      maxUnavailable: 1,
      selector: { matchLabels: { 'app.kubernetes.io/part-of': 'gaze', 'gaze.dev/stream': 'cam' } },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    })
  })

  it('roll over with the new pod first, or the old one', () => {
    expect(deploymentOf(workload()).spec?.strategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxUnavailable: 0, maxSurge: 1 },
    })
    expect(deploymentOf(workload({ rollout: 'recreate' })).spec?.strategy).toEqual({ type: 'Recreate' })
  })

  it('refuse a program', () => {
    const program = workload({}, { run: { kind: 'command', command: ['x'] } })
    expect(() => render(program, settings)).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
  })
})

describe('where pods run', () => {
  const placement = {
    cpu: '500m',
    memory: '1Gi',
    resources: { 'nvidia.com/gpu': '1' },
    nodeSelector: { zone: 'a' },
    tolerations: [{ key: 'gpu' }, { key: 'd', value: 'c', effect: 'NoSchedule' as const }],
    pullSecrets: ['regcred'],
  }

  it('asks for what was named, as request and as limit', () => {
    const pod = podOf(container({}, { placement }))
    const all = { cpu: '500m', memory: '1Gi', 'nvidia.com/gpu': '1' }
    expect(pod.containers[0]?.resources).toEqual({ requests: all, limits: all })
    expect(pod).toMatchObject({
      nodeSelector: { zone: 'a' },
      tolerations: [
        { key: 'gpu', operator: 'Exists' },
        { key: 'd', operator: 'Equal', value: 'c', effect: 'NoSchedule' },
      ],
      imagePullSecrets: [{ name: 'regcred' }],
      topologySpreadConstraints: [
        { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
      ],
    })
  })

  it('names each pull secret once, the site own first', () => {
    const site = { ...settings, runtimePullSecrets: ['site', 'regcred'] }
    const { deployment } = render(workload({}, { placement }), site)
    expect(deployment.spec?.template.spec?.imagePullSecrets).toEqual([{ name: 'site' }, { name: 'regcred' }])
  })

  it('asks for nothing that was not named, and renders no empty field', () => {
    for (const pod of [podOf(workload()), podOf(container({}, { source: 'pipeline' }))]) {
      expect(pod.containers[0]?.resources).toBeUndefined()
      for (const field of ['nodeSelector', 'tolerations', 'imagePullSecrets'])
        expect(pod).not.toHaveProperty(field)
      expect(JSON.stringify(pod)).not.toMatch(/\[\]|null/)
    }
  })
})

describe('a pod of ours', () => {
  it('runs the stock image with its assignment', () => {
    expect(mainOf(workload())).toMatchObject({
      image: 'registry/gaze@sha256:1',
      command: ['node', '/app/dist/services/pod.js', '/etc/gaze/assignment/assignment.json'],
      startupProbe: { httpGet: { path: '/healthz', port: 5002 } },
      readinessProbe: { httpGet: { path: '/readyz', port: 5002 } },
      livenessProbe: { httpGet: { path: '/healthz', port: 5002 } },
    })
  })

  it('runs an image of its own where it has one', () => {
    const run = { kind: 'pipeline' as const, pipeline: { nodes: [] }, runtime: 'reg/own@sha256:3' }
    const site = { ...settings, runtimePullPolicy: 'Always' as const }
    const mainIn = (of: Workload) => render(of, site).deployment.spec?.template.spec?.containers[0]
    expect(mainIn(workload({}, { run }))).toMatchObject({
      image: 'reg/own@sha256:3',
      imagePullPolicy: 'IfNotPresent',
    })
    expect(mainIn(workload())).toMatchObject({ image: settings.runtimeImage, imagePullPolicy: 'Always' })
  })

  it('passes Pod Security restricted, and can write only where it must', () => {
    expect(podOf(workload()).securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    expect(mainOf(workload()).securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    })
    const written = mainOf(workload()).volumeMounts?.filter(({ readOnly }) => readOnly !== true)
    expect(written?.map(({ mountPath }) => mountPath)).toEqual(['/var/lib/gaze', '/tmp'])
  })

  it('knows how many cores it may use', () => {
    const cores = (cpu: string) => assignmentOf(workload({}, { placement: { cpu } })).cores
    expect(['500m', '2', '1.5', '1e3m'].map(cores)).toEqual([0.5, 2, 1.5, 1])
    expect(assignmentOf(workload())).not.toHaveProperty('cores')
  })

  it('keeps models in its own volume, and for other pods in a claim where the site has one', () => {
    const of = workload({}, { run: { kind: 'pipeline', pipeline: { nodes: [] }, models: {} } })
    const site = { ...settings, modelsClaim: 'shared' }
    const claimsIn = (one: Workload) =>
      (render(one, site).deployment.spec?.template.spec?.volumes ?? []).flatMap(
        ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [],
      )
    const storeIn = (text: string | undefined) => (JSON.parse(text ?? '') as MountedAssignment).modelStore
    expect(storeIn(Object.values(render(of, settings).configMap?.data ?? {})[0])).toEqual({
      url: settings.models,
      dir: '/var/lib/gaze/models',
    })
    expect(storeIn(Object.values(render(of, site).configMap?.data ?? {})[0])).toMatchObject({
      shared: '/var/lib/gaze-models',
    })
    expect(claimsIn(of)).toEqual(['shared'])
    expect(claimsIn(workload())).toEqual([])
  })

  it('has time to drain', () => {
    const pod = podOf(workload())
    const drain = pod.containers[0]?.lifecycle?.preStop?.sleep?.seconds ?? 0
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(8 + drain)
  })

  it('has time to send what its sinks have not sent yet, and knows how much', () => {
    const of = workload({}, { sinks: ['kafka://broker:9092/topic'] })
    const { sinkDrainMs = 0 } = assignmentOf(of)
    const pod = podOf(of)
    const drain = pod.containers[0]?.lifecycle?.preStop?.sleep?.seconds ?? 0
    expect(sinkDrainMs).toBeGreaterThan(0)
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(8 + drain + sinkDrainMs / 1_000)
    expect(assignmentOf(workload()).sinkDrainMs).toBeUndefined()
  })

  it('gets secrets, token and its name by files, and no secret by env or ConfigMap', () => {
    const of = workload({}, { env: { A: '1' }, secretEnv: ['PASSWORD'] })
    expect(mainOf(of).env).toBeUndefined()
    const volumes = Object.fromEntries((podOf(of).volumes ?? []).map((volume) => [volume.name, volume]))
    expect(volumes.secrets?.secret).toMatchObject({
      secretName: 'gaze-stream-cam',
      items: [{ key: 'PASSWORD', path: 'PASSWORD' }],
    })
    expect(volumes.token?.secret).toMatchObject({ secretName: 'gaze-token' })
    expect(volumes.curve?.secret?.items).toEqual([{ key: 'public', path: 'public' }])
    expect(volumes.pod?.downwardAPI?.items?.[0]?.fieldRef?.fieldPath).toBe('metadata.name')
    const told = JSON.parse(render(of, settings).configMap?.data?.['aaaaaaaaaa.json'] ?? '')
    expect(told).toMatchObject({
      env: { A: '1' },
      secretEnv: ['PASSWORD'],
      secretsDir: '/etc/gaze/secrets',
      podFile: '/etc/gaze/pod/name',
      tokenFile: '/etc/gaze/token/token',
      curveFile: '/etc/gaze/curve/public',
      ingest: 'tcp://gaze-server-pods:5004',
      eventsDir: '/var/lib/gaze/events/own',
    })
  })

  it('reads the assignment of its own template, also while a new one rolls out', () => {
    const old = render(workload(), settings).configMap?.data ?? {}
    const { configMap, deployment } = render(
      workload({ generation: 4 }, { hash: 'bbbbbbbbbb' }),
      settings,
      old,
    )
    expect(configMap?.data?.['aaaaaaaaaa.json']).toBe(old['aaaaaaaaaa.json'])
    expect(Object.keys(configMap?.data ?? {}).sort()).toEqual(['aaaaaaaaaa.json', 'bbbbbbbbbb.json'])
    const volume = deployment.spec?.template.spec?.volumes?.find(({ name }) => name === 'assignment')
    expect(volume?.configMap?.items).toEqual([{ key: 'bbbbbbbbbb.json', path: 'assignment.json' }])
  })

  it('is not told of a generation that changes nothing for it, but of a hand in its assignment', () => {
    const old = render(workload(), settings).configMap?.data ?? {}
    expect(render(workload({ generation: 9, replicas: 2 }), settings, old).configMap?.data).toEqual(old)
    for (const text of ['', 'x', (old['aaaaaaaaaa.json'] ?? '').replace('push', 'pull')]) {
      const again = render(workload(), settings, { 'aaaaaaaaaa.json': text }).configMap?.data
      expect(again).toEqual(old)
    }
  })
})

describe('a container of somebody else', () => {
  it('of the v0 wire is ready when it listens, and finds its viewer', () => {
    const of = container({}, { output: '[fe80::1]:6000', env: { RADIUS: '5' } })
    expect(mainOf(of)).toMatchObject({
      image: 'reg/blur@sha256:2',
      readinessProbe: { tcpSocket: { port: 5001 } },
      ports: [{ containerPort: 5001 }],
      terminationMessagePolicy: 'FallbackToLogsOnError',
    })
    expect(envOf(of)).toMatchObject({
      GAZE_IN_PORT: { value: '5001' },
      OUT_IP: { value: 'fe80::1' },
      OUT_PORT: { value: '6000' },
      RADIUS: { value: '5' },
      GAZE_STREAM: { value: 'cam' },
      GAZE_POD: { valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    })
    expect(envOf(of)).not.toHaveProperty('GAZE_TOKEN')
    expect(render(of, settings).configMap).toBeUndefined()
  })

  it('that listens nowhere counts when it has lived for a moment', () => {
    const of = container({}, { source: 'pipeline' })
    expect(mainOf(of).readinessProbe).toBeUndefined()
    expect(deploymentOf(of).spec?.minReadySeconds).toBeGreaterThan(0)
  })

  it('of the v1 wire may ask for frames', () => {
    expect(envOf(container({}, { wire: 'v1' }))).toMatchObject({
      GAZE_INGEST: { value: 'tcp://gaze-server-pods:5004' },
      GAZE_TOKEN: { valueFrom: { secretKeyRef: { name: 'gaze-token', key: 'token' } } },
    })
  })

  it('gets secrets from the Secret of its stream, each name once, its own texts as they are', () => {
    const of = container({}, { env: { GAZE_POD: 'x', B: 'a $(B) $x' }, secretEnv: ['PASSWORD'] })
    const names = (mainOf(of).env ?? []).map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(envOf(of)).toMatchObject({
      B: { value: 'a $$(B) $x' },
      PASSWORD: { valueFrom: { secretKeyRef: { name: 'gaze-stream-cam', key: 'PASSWORD' } } },
      GAZE_POD: { valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    })
  })

  it.each([
    ['1001', undefined],
    ['1001:1001', undefined],
    ['0', 1000],
    ['root', 1000],
    ['', 1000],
    ['app', 1000],
  ])('passes Pod Security restricted with user "%s"', (user, runAsUser) => {
    const pod = podOf(container({}, { run: { kind: 'container', ref: 'x', user } }))
    expect(pod.securityContext).toEqual({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
      ...(runAsUser === undefined ? {} : { runAsUser }),
    })
    expect(pod.containers[0]?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    })
  })
})
