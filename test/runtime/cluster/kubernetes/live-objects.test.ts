import { describe, expect, it } from 'vitest'
import { createLiveObjects } from '../../../../src/runtime/cluster/kubernetes/live-objects.ts'
import { createWarnings } from '../../../../src/runtime/cluster/kubernetes/warnings.ts'
import type { Informer } from '../../../../src/runtime/kubernetes/informer.ts'
import type { ConfigMap, Objects, Pod } from '../../../../src/runtime/kubernetes/objects.ts'

const object = (version: number, uid = 'u1'): ConfigMap => ({
  metadata: { name: 'a', resourceVersion: String(version), uid },
})

const start = () => {
  const objects = new Map<string, ConfigMap>()
  const live = createLiveObjects({ objects } as unknown as Informer<'ConfigMap'>)
  const hear = (now: ConfigMap | undefined): void => {
    if (now === undefined) objects.delete('a')
    else objects.set('a', now)
    live.heard('a')
  }
  return { objects, live, hear }
}

describe('live objects', () => {
  it('are as we have just written them until the watch tells of it', () => {
    const { live, hear } = start()
    live.wrote(object(5))
    expect(live.get('a')).toEqual(object(5))
    hear(object(4))
    expect(live.get('a')).toEqual(object(5))
    hear(object(7))
    expect(live.get('a')).toEqual(object(7))
  })

  it('are gone when we have removed them, and there again under another uid', () => {
    const { live, hear } = start()
    hear(object(4))
    live.removed('a')
    expect(live.get('a')).toBeUndefined()
    hear(object(5))
    expect(live.get('a')).toBeUndefined()
    hear(object(6, 'u2'))
    expect(live.get('a')).toEqual(object(6, 'u2'))
  })

  it('are what a new list says, whatever was written before', () => {
    const { objects, live } = start()
    live.wrote(object(5))
    objects.set('a', object(3))
    live.heard()
    expect(live.get('a')).toEqual(object(3))
  })
})

describe('warnings', () => {
  const event = (name: string, pod: string, uid: string, at: string): Objects['Event'] => ({
    metadata: { name },
    involvedObject: { kind: 'Pod', name: pod, uid },
    reason: name,
    lastTimestamp: at,
  })
  const pod = (uid: string): Pod => ({ metadata: { name: 'p', uid } })

  it('are the newest of that very pod', () => {
    const events = new Map<string, Objects['Event']>()
    const warnings = createWarnings(events)
    const add = (one: Objects['Event']) => {
      events.set(one.metadata.name ?? '', one)
      return warnings.heard(one.metadata.name)
    }
    expect(add(event('old', 'p', 'u1', '2026-01-01T00:00:01Z'))).toBe('p')
    add(event('new', 'p', 'u1', '2026-01-01T00:00:03Z'))
    add(event('late', 'p', 'u1', '2026-01-01T00:00:02Z'))
    expect(warnings.of(pod('u1'))?.reason).toBe('new')
    expect(warnings.of(pod('u2'))).toBeUndefined()
    events.delete('new')
    warnings.heard('new')
    expect(warnings.of(pod('u1'))).toBeUndefined()
    warnings.heard()
    expect(warnings.of(pod('u1'))?.reason).toBe('late')
  })
})
