import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Cluster, Observed, Workload } from '../../../src/runtime/cluster/types.ts'
import { createNewest } from '../../../src/runtime/cluster/newest.ts'
import { startReconciler } from '../../../src/runtime/reconcile/reconciler.ts'
import { openEmbedded } from '../../../src/runtime/records/embedded.ts'
import type { Records } from '../../../src/runtime/records/store.ts'
import { createLogger } from '../../../src/runtime/service/log.ts'
import { stateDir } from '../../../src/runtime/state-dir.ts'
import { imageDraft, streamDraft } from '../records/drafts.ts'

/** Takes every workload, and never has a pod of it. */
const emptyCluster = (applied: Workload[]): Cluster => {
  const newest = createNewest(
    (): Observed => ({
      workloads: applied.slice(-1).map(({ stream, generation, replicas, template }) => ({
        ...{ stream, generation, replicas, templateHash: template.hash },
      })),
      pods: [],
    }),
  )
  return {
    kinds: ['command'],
    apply: async (workload) => {
      applied.push(workload)
      newest.changed()
      return 'configured'
    },
    remove: async () => {},
    watch: newest.watch,
    close: async () => {},
  }
}

/** Tells of each image half a second late. */
const lateImages = (records: Records): Records => ({
  ...records,
  images: {
    ...records.images,
    async *watch(signal) {
      for await (const change of records.images.watch(signal)) {
        await sleep(500)
        yield change
      }
    },
  },
})

it('a stream runs the image that was written before it, however late the news of that is', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'gaze-late-'))
  const records = await openEmbedded(stateDir(dir))
  const stop = new AbortController()
  const applied: Workload[] = []
  const reconciler = startReconciler({
    records: lateImages(records),
    cluster: emptyCluster(applied),
    hasMemory: () => false,
    log: createLogger(() => {}),
    signal: stop.signal,
  })
  const reasons = new Set<string>()
  const following = (async () => {
    for await (const change of records.streams.watch(stop.signal))
      if (change.type === 'put') reasons.add(change.record.status.reason)
  })()
  await expect.poll(reconciler.ready).toBe(true)

  const image = await records.images.put(imageDraft('door'), 0)
  await records.streams.put(streamDraft('front'), 0)
  await expect.poll(() => applied.length).toBe(1)

  await records.images.put({ ...image, digest: 'sha256:1', command: ['cat', '-'] }, image.revision)
  const stream = (await records.streams.get('front'))!
  await records.streams.put({ ...stream, generation: 2 }, stream.revision).catch(async () => {
    const again = (await records.streams.get('front'))!
    await records.streams.put({ ...again, generation: 2 }, again.revision)
  })
  await expect.poll(() => applied.at(-1)?.generation).toBe(2)
  expect(applied.filter(({ generation }) => generation === 2)[0]?.template.digest).toBe('sha256:1')
  expect(reasons).not.toContain('ImageNotFound')
  stop.abort()
  await reconciler.done
  await following
  await records.close()
  rmSync(dir, { recursive: true })
})
