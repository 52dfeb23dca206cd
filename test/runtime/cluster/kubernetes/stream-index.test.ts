import { describe, expect, it } from 'vitest'
import { STREAM } from '../../../../src/runtime/cluster/kubernetes/labels.ts'
import type { SiteObjects } from '../../../../src/runtime/cluster/kubernetes/site-objects.ts'
import { createStreamIndex } from '../../../../src/runtime/cluster/kubernetes/stream-index.ts'
import { viewStream } from '../../../../src/runtime/cluster/kubernetes/stream-view.ts'
import { removeObjects } from '../../../../src/runtime/cluster/kubernetes/write-objects.ts'
import type { KubeClient } from '../../../../src/runtime/kubernetes/client.ts'
import type { KubeObject } from '../../../../src/runtime/kubernetes/objects.ts'

/** Finds by name, and refuses to be walked through: with thousands of streams each would walk through all. */
class ByName extends Map<string, KubeObject> {
  walkable = true
  override values(): MapIterator<KubeObject> {
    if (!this.walkable) throw new Error('walked through')
    return super.values()
  }
}

const setUp = () => {
  const kind = () => {
    const all = new ByName()
    return { all, get: (name: string) => all.get(name), removed: (name: string) => all.delete(name) }
  }
  const own = { ConfigMap: kind(), Deployment: kind(), PodDisruptionBudget: kind() }
  const pods = new ByName()
  const objects = { own, pods, awayAtMs: () => 0 } as unknown as SiteObjects
  const index = createStreamIndex(objects, { heard: () => undefined })
  const put = (kind: keyof typeof own | 'Pod', name: string, stream: string): readonly string[] => {
    const object = { metadata: { name, labels: { [STREAM]: stream } } }
    ;(kind === 'Pod' ? pods : own[kind].all).set(name, object)
    return index.heard(kind, name)
  }
  return { own, pods, objects, index, put }
}

describe('which objects are whose', () => {
  it('follows what comes, changes hands and goes', () => {
    const { index, pods, own, put } = setUp()
    expect(put('Pod', 'p', 'door')).toEqual(['door'])
    put('Deployment', 'gaze-door', 'door')
    put('Deployment', 'by-hand', 'door')
    expect(index.podsOf('door').map(({ metadata }) => metadata?.name)).toEqual(['p'])
    expect([...index.namesOf('Deployment', 'door')]).toEqual(['gaze-door', 'by-hand'])
    expect([...index.namesOf('ConfigMap', 'door')]).toEqual([])

    expect(put('Deployment', 'by-hand', 'yard')).toEqual(['door', 'yard'])
    pods.delete('p')
    expect(index.heard('Pod', 'p')).toEqual(['door'])
    expect(index.podsOf('door')).toEqual([])
    own.Deployment.all.clear()
    expect(index.heard('Deployment')).toEqual(['door', 'yard'])
    expect([...index.namesOf('Deployment', 'door')]).toEqual([])
  })

  it('is known without a walk through those of all streams', async () => {
    const { objects, own, index, put } = setUp()
    put('Deployment', 'by-hand', 'door')
    put('ConfigMap', 'gaze-door', 'door')
    for (const { all } of Object.values(own)) all.walkable = false
    const sources = {
      objects,
      index,
      warnings: { of: () => undefined, heard: () => undefined },
      told: () => undefined,
      drifted: () => undefined,
    }
    expect(viewStream('door', [], sources, 0).workload).toMatchObject({ stream: 'door' })
    expect(viewStream('yard', [], sources, 0).workload).toBeUndefined()
    const removed: string[] = []
    const remove: KubeClient['remove'] = async (kind, name) => removed.push(`${kind} ${name}`) > 0
    await removeObjects({ remove } as KubeClient, 'door', objects, index.namesOf)
    expect(removed).toEqual(['Deployment by-hand', 'ConfigMap gaze-door'])
  })
})
