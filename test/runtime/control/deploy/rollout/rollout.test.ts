import { describe, expect, it } from 'vitest'
import { rolloutOf, type Workload } from '../../../../../src/runtime/control/deploy/rollout/rollout.ts'
import type { Warning } from '../../../../../src/runtime/control/deploy/rollout/warnings.ts'
import type { Deployment, Objects, Pod } from '../../../../../src/runtime/kubernetes/objects.ts'

type Containers = NonNullable<NonNullable<Pod['status']>['containerStatuses']>

const container = (state: Containers[number]['state'], restartCount = 0): Containers[number] => ({
  ...{ name: 'server', image: 'a/b:1', imageID: '', ready: false, restartCount },
  ...(state === undefined ? {} : { state }),
})

const pod = (owner: string, status: Pod['status'] = {}, labels: Record<string, string> = {}): Pod => ({
  metadata: {
    name: `${owner}-x`,
    labels,
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner, uid: owner }],
  },
  status,
})

const replicaSet = (uid: string, revision: string): Objects['ReplicaSet'] => ({
  metadata: {
    uid,
    annotations: { 'deployment.kubernetes.io/revision': revision },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'gaze-server', uid: 'd' }],
  },
})

const deployment = (status: Deployment['status'], replicas = 2): Deployment => ({
  metadata: {
    name: 'gaze-server',
    uid: 'd',
    generation: 3,
    annotations: { 'deployment.kubernetes.io/revision': '2' },
  },
  spec: { replicas, selector: {}, template: {} },
  status: { observedGeneration: 3, ...status },
})

const workload = (
  status: Deployment['status'],
  pods: readonly Pod[] = [],
  warnings: Record<string, Warning> = {},
): Workload => ({
  kind: 'Deployment',
  object: deployment(status),
  replicaSets: [replicaSet('old', '1'), replicaSet('new', '2')],
  pods,
  warnings: new Map(Object.entries(warnings)),
})

const waiting = (reason: string, message = ''): Pod['status'] => ({
  containerStatuses: [container({ waiting: { reason, message } })],
})

describe('rolloutOf', () => {
  it('is done when every pod runs the new template and is available', () => {
    const status = { replicas: 2, updatedReplicas: 2, availableReplicas: 2 }
    expect(rolloutOf(workload(status)).state).toBe('done')
    expect(rolloutOf(workload({ ...status, replicas: 3 })).state).toBe('waiting')
    expect(rolloutOf(workload({ ...status, observedGeneration: 2 }))).toEqual({
      state: 'waiting',
      reason: 'its controller has not seen it yet',
    })
  })

  it('says how many are ready, and what the first of the others waits for', () => {
    const status = { replicas: 2, updatedReplicas: 2, availableReplicas: 1 }
    expect(rolloutOf(workload(status)).reason).toBe('1 of 2 pods ready')
    expect(
      rolloutOf(workload(status, [pod('new', waiting('CreateContainerConfigError', 'secret "a" not found'))]))
        .reason,
    ).toBe('1 of 2 pods ready; pod new-x, container server: CreateContainerConfigError: secret "a" not found')
    expect(
      rolloutOf(
        workload(status, [pod('new')], {
          'new-x': { reason: 'FailedMount', message: 'no such volume', id: '1' },
        }),
      ).reason,
    ).toBe('1 of 2 pods ready; pod new-x: FailedMount: no such volume')
  })

  it.each(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName'])('%s ends it at once', (reason) => {
    expect(rolloutOf(workload({}, [pod('new', waiting(reason, 'not found'))]))).toEqual({
      state: 'hopeless',
      reason: `pod new-x, container server: ${reason}: not found`,
    })
  })

  it('an old pod that cannot be pulled is no reason to give up the new ones', () => {
    expect(rolloutOf(workload({}, [pod('old', waiting('ImagePullBackOff'))])).state).toBe('waiting')
  })

  it('gives a crash a few tries, and then says the last words', () => {
    const crash = (restarts: number): Pod['status'] => ({
      containerStatuses: [
        {
          ...container({ waiting: { reason: 'CrashLoopBackOff' } }, restarts),
          lastState: { terminated: { exitCode: 3, message: 'one\nno such file\n' } },
        },
      ],
    })
    expect(rolloutOf(workload({}, [pod('new', crash(1))])).state).toBe('waiting')
    expect(rolloutOf(workload({}, [pod('new', crash(4))]))).toEqual({
      state: 'hopeless',
      reason: 'pod new-x, container server: CrashLoopBackOff after 4 restarts: exited 3: no such file',
    })
  })

  it('pods that are refused end it with the words of the cluster', () => {
    const conditions = [
      { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'exceeded quota: small' },
    ]
    expect(rolloutOf(workload({ conditions }))).toEqual({
      state: 'hopeless',
      reason: 'FailedCreate: exceeded quota: small',
    })
  })

  it('knows the pods of a StatefulSet by its revision', () => {
    const set = (updated: number): Workload => ({
      kind: 'StatefulSet',
      object: {
        metadata: { name: 'gaze-mongo', uid: 's', generation: 1 },
        spec: { replicas: 1, selector: {}, template: {}, serviceName: 'gaze-mongo' },
        status: {
          observedGeneration: 1,
          replicas: 1,
          updatedReplicas: updated,
          readyReplicas: 1,
          updateRevision: 'r2',
        },
      },
      replicaSets: [],
      pods: [pod('s', waiting('ImagePullBackOff'), { 'controller-revision-hash': 'r1' })],
      warnings: new Map(),
    })
    expect(rolloutOf(set(0)).state).toBe('waiting')
    expect(rolloutOf(set(1)).state).toBe('done')
  })

  it('a StatefulSet whose pod or volume is refused ends it, unless that was said before it began', () => {
    const set = (reason: string, message: string): Workload => ({
      kind: 'StatefulSet',
      object: {
        metadata: { name: 'gaze-mongo', uid: 's', generation: 1 },
        spec: { replicas: 1, selector: {}, template: {}, serviceName: 'gaze-mongo' },
        status: { observedGeneration: 1, replicas: 0 },
      },
      replicaSets: [],
      pods: [],
      warnings: new Map([['gaze-mongo', { reason, message, id: 'e/2' }]]),
    })
    const refused = set('FailedCreate', 'create Pod gaze-mongo-0 failed: exceeded quota: small')
    expect(rolloutOf(refused)).toEqual({
      state: 'hopeless',
      reason: 'FailedCreate: create Pod gaze-mongo-0 failed: exceeded quota: small',
    })
    expect(rolloutOf(refused, new Set(['e/1'])).state).toBe('hopeless')
    expect(rolloutOf(refused, new Set(['e/2'])).state).toBe('waiting')
    expect(rolloutOf(set('FailedCreate', 'serviceaccount "gaze-mongo" not found')).state).toBe('waiting')
    expect(rolloutOf(set('RecreatingFailedPod', 'exceeded quota')).state).toBe('waiting')
  })
})
