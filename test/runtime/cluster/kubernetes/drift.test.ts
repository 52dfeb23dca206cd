import { describe, expect, it } from 'vitest'
import { drift } from '../../../../src/runtime/cluster/kubernetes/drift.ts'
import { render } from '../../../../src/runtime/cluster/kubernetes/render/render.ts'
import { container, settings, workload } from './workloads.ts'

describe('drift', () => {
  it('is none between an object and what the API makes of it', () => {
    for (const of of [workload({ replicas: 2 }), container()]) {
      const { deployment } = render(of, settings)
      const live = structuredClone(deployment) as Record<string, any>
      live.metadata.uid = 'x'
      live.status = { replicas: 1 }
      live.spec.progressDeadlineSeconds = 600
      live.spec.template.spec.restartPolicy = 'Always'
      live.spec.template.spec.containers[0].terminationMessagePath = '/dev/termination-log'
      live.spec.template.spec.containers.push({ name: 'injected', image: 'proxy' })
      expect(drift(deployment, live)).toEqual([])
    }
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
  })

  it('names what somebody changed, took away or replaced', () => {
    const { deployment } = render(container({}, { env: { A: '1' } }), settings)
    const changed = (change: (spec: any) => void): string[] => {
      const live = structuredClone(deployment) as any
      change(live.spec)
      return drift(deployment, live)
    }
    expect(changed((spec) => Object.assign(spec, { replicas: 5 }))).toEqual(['.spec.replicas'])
    const main = '.spec.template.spec.containers[main]'
    expect(changed((spec) => Object.assign(spec.template.spec.containers[0], { image: 'x' }))).toEqual([
      `${main}.image`,
    ])
    expect(changed((spec) => spec.template.spec.containers[0].env.shift())).toEqual([`${main}.env[A]`])
    expect(changed((spec) => delete spec.template.spec.securityContext)).toEqual([
      '.spec.template.spec.securityContext',
    ])
    expect(
      changed((spec) => spec.template.spec.containers[0].securityContext.capabilities.drop.push('X')),
    ).toEqual([`${main}.securityContext.capabilities.drop`])
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
