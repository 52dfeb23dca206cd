import type { V1Container, V1PodSpec } from '@kubernetes/client-node'
import { describe, expect, it } from 'vitest'
import { drift } from '../../../../src/runtime/cluster/kubernetes/drift.ts'
import { render } from '../../../../src/runtime/cluster/kubernetes/render/render.ts'
import type { SiteObjects } from '../../../../src/runtime/cluster/kubernetes/site-objects.ts'
import { differences } from '../../../../src/runtime/cluster/kubernetes/write-objects.ts'
import type { Deployment, Plain } from '../../../../src/runtime/kubernetes/objects.ts'
import { container, settings, workload } from './workloads.ts'

type Container = Plain<V1Container>
const podOf = (of: Deployment) => of.spec?.template.spec as Plain<V1PodSpec>

describe('differences', () => {
  it('are none to objects of a list, which do not say what they are', () => {
    const wanted = render(workload({ replicas: 2 }), settings)
    const listed = (object: object | undefined) => {
      const { apiVersion: _a, kind: _k, ...rest } = (object ?? {}) as Record<string, unknown>
      return { get: () => rest }
    }
    const own = {
      ConfigMap: listed(wanted.configMap),
      Deployment: listed(wanted.deployment),
      PodDisruptionBudget: listed(wanted.budget),
    }
    expect(differences('door', wanted, { own } as unknown as SiteObjects)).toEqual([])
  })
})

describe('drift', () => {
  it('is none between an object and what the API makes of it', () => {
    for (const of of [workload({ replicas: 2 }), container()]) {
      const { deployment } = render(of, settings)
      const live = structuredClone(deployment)
      Object.assign(live.metadata ?? {}, { uid: 'x' })
      Object.assign(live, { status: { replicas: 1 } })
      Object.assign(live.spec ?? {}, { progressDeadlineSeconds: 600 })
      const pod = podOf(live)
      pod.restartPolicy = 'Always'
      Object.assign(pod.containers[0] ?? {}, { terminationMessagePath: '/dev/termination-log' })
      pod.containers.push({ name: 'injected', image: 'proxy' })
      expect(drift(deployment, live)).toEqual([])
    }
  })

  it('is none where the API leaves out what is empty', () => {
    const { configMap } = render(workload({ replicas: 2 }), settings)
    const live = structuredClone(configMap)
    delete live?.metadata?.annotations
    expect(drift({ ...configMap, metadata: { ...configMap?.metadata, annotations: {} } }, live)).toEqual([])
  })

  it.each([
    ['0.5', '500m'],
    ['1024Mi', '1Gi'],
    ['1000m', '1'],
    ['1e3', '1k'],
    ['.5', '500m'],
    ['2.', '2'],
  ])('is none between the quantities %s and %s', (wanted, live) => {
    const of = (cpu: string) => ({ resources: { limits: { cpu } } })
    expect(drift(of(wanted), of(live), '.x')).toEqual([])
    expect(drift(of(wanted), of('3'), '.x')).toEqual(['.x.resources.limits.cpu'])
  })

  it('is none where the API leaves out what is nothing', () => {
    expect(drift({ env: [{ name: 'A', value: '' }] }, { env: [{ name: 'A' }] })).toEqual([])
    expect(drift({ a: {}, b: [], c: false, d: { e: 0 } }, { d: {} })).toEqual([])
  })

  it('names what somebody changed, took away or replaced', () => {
    const { deployment } = render(container({}, { env: { A: '1' } }), settings)
    const changed = (change: (live: Deployment) => unknown): string[] => {
      const live = structuredClone(deployment)
      change(live)
      return drift(deployment, live)
    }
    const main = '.spec.template.spec.containers[main]'
    const mainOf = (live: Deployment) => podOf(live).containers[0] as Container
    expect(changed((live) => Object.assign(live.spec ?? {}, { replicas: 5 }))).toEqual(['.spec.replicas'])
    expect(changed((live) => Object.assign(mainOf(live), { image: 'x' }))).toEqual([`${main}.image`])
    expect(changed((live) => mainOf(live).env?.shift())).toEqual([`${main}.env[A]`])
    expect(changed((live) => delete podOf(live).securityContext)).toEqual([
      '.spec.template.spec.securityContext',
    ])
    expect(changed((live) => mainOf(live).securityContext?.capabilities?.drop?.push('X'))).toEqual([
      `${main}.securityContext.capabilities.drop`,
    ])
  })

  it.each(['selector', 'nodeSelector', 'secretKeyRef'])('takes all of a %s as one value', (name) => {
    const wanted = { spec: { [name]: { a: '1' } } }
    expect(drift(wanted, { spec: { [name]: { a: '1' } } })).toEqual([])
    expect(drift(wanted, { spec: { [name]: { a: '1', b: '2' } } })).toEqual([`.spec.${name}`])
  })

  it('leaves elements of others in lists by name alone', () => {
    const wanted = { volumeMounts: [{ name: 'a', mountPath: '/a' }] }
    const live = {
      volumeMounts: [
        { name: 'b', mountPath: '/b' },
        { name: 'a', mountPath: '/a' },
      ],
    }
    expect(drift(wanted, live)).toEqual([])
  })
})
