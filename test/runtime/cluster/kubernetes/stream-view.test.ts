import { expect, it } from 'vitest'
import { viewStream, type ViewSources } from '../../../../src/runtime/cluster/kubernetes/stream-view.ts'
import type { Pod } from '../../../../src/runtime/kubernetes/objects.ts'

const SINCE = '2026-01-01T00:00:00Z'

const none = { all: new Map(), get: () => undefined }

/** Without objects of the stream, warnings, or words of the pods themselves. */
const sources = {
  objects: { own: { ConfigMap: none, Deployment: none, PodDisruptionBudget: none }, awayAtMs: () => 0 },
  index: { namesOf: () => [] },
  warnings: { of: () => undefined },
  told: () => undefined,
  drifted: () => undefined,
} as unknown as ViewSources

it('is looked at again when the time is over in which a pod may still get a node', () => {
  const refused = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    lastTransitionTime: SINCE,
  }
  const message = '0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }.'
  const pod = { metadata: { name: 'p' }, status: { conditions: [{ ...refused, message }] } } as Pod
  const nowMs = Date.parse(SINCE) + 1_000
  expect(viewStream('cam', [pod], sources, nowMs).againAtMs).toBe(Date.parse(SINCE) + 60_000)
  expect(viewStream('cam', [pod], sources, nowMs + 60_000).againAtMs).toBeUndefined()
})

it('has a workload, to be removed or made whole, while anything of it is there', () => {
  const left = { get: (name: string) => (name === 'gaze-cam' ? { metadata: { name } } : undefined) }
  const { own } = sources.objects
  const rest = {
    ...sources,
    objects: { ...sources.objects, own: { ...own, ConfigMap: left } },
    index: { namesOf: (kind: string) => (kind === 'ConfigMap' ? ['gaze-cam'] : []) },
  } as unknown as ViewSources
  expect(viewStream('cam', [], sources, 0).workload).toBeUndefined()
  expect(viewStream('cam', [], rest, 0).workload).toMatchObject({
    stream: 'cam',
    generation: 0,
    templateHash: '',
  })
})
