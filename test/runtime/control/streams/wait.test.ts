import { expect, it } from 'vitest'
import type { Site } from '../../../../src/runtime/control/site.ts'
import { waitForStream } from '../../../../src/runtime/control/streams/wait.ts'
import { streamDraft } from '../../records/drafts.ts'

const status = {
  ...{ phase: 'Failed', reason: 'Unschedulable', message: 'no node can take the pod' },
  ...{ observedGeneration: 1, readyReplicas: 0 },
} as const

const siteWith = (pods: readonly object[]): Site => {
  const streams = { get: async () => ({ ...streamDraft('cam'), generation: 1, status }) }
  const records = { streams, pods: { list: async () => pods } }
  return { kind: 'kubernetes', absence: async () => undefined, records } as unknown as Site
}

const pod = { name: 'cam-1', stream: 'cam', phase: 'Pending', restarts: 0, startedAt: '' }
const started = { ...pod, startedAt: '2026-01-01T00:00:00.000Z' }

it.each([
  ['without a pod', [], /^gaze stream why cam$/],
  ['with one that never started', [pod], /^gaze stream why cam$/],
  ['with one that runs', [started], /^gaze logs tail cam shows/],
  ['with one that was started again', [{ ...started, restarts: 1 }], /^gaze logs tail cam --previous/],
])('a stream that cannot become ready, %s, names what there is to read', async (_, pods, hint) => {
  const options = {
    ...{ timeoutMs: 1_000, signal: new AbortController().signal },
    ...{ say: () => {}, stopped: () => {} },
  }
  const waiting = waitForStream(siteWith(pods), { name: 'cam', generation: 1 }, 'is recorded', options)
  await expect(waiting).rejects.toMatchObject({
    code: 'STREAM_FAILED',
    hint: expect.stringMatching(hint),
  })
})
