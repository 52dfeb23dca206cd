import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KubernetesSettings } from '../../../src/runtime/cluster/kubernetes/settings.ts'
import type { Site } from '../../../src/runtime/control/site.ts'
import { isGazeError } from '../../../src/runtime/errors.ts'
import { waitForStream } from '../../../src/runtime/control/streams/wait.ts'
import { hasMemory } from '../../../src/runtime/pipeline/spec-for.ts'
import { startReconciler } from '../../../src/runtime/reconcile/reconciler.ts'
import { openEmbedded } from '../../../src/runtime/records/embedded.ts'
import type { Draft, Records } from '../../../src/runtime/records/store.ts'
import type { Image, Stream } from '../../../src/runtime/records/types.ts'
import { createLogger } from '../../../src/runtime/service/log.ts'
import { stateDir } from '../../../src/runtime/state-dir.ts'
import { imageDraft, streamDraft } from '../../runtime/records/drafts.ts'
import { openTestSite, type TestSite } from './site.ts'

/** A test site with records, and the reconciler between the two. */
export interface ReconciledSite extends TestSite {
  readonly records: Records
  /** Records an image of busybox that runs the script. */
  image(name: string, script: string, change?: Partial<Draft<Image>>): Promise<Image>
  /** Creates the stream or changes its spec. */
  scale(name: string, change: Partial<Draft<Stream>>): Promise<Stream>
  /** What `stream scale --wait` does. @throws what it throws. */
  settled(name: string, timeoutMs?: number): Promise<Stream>
  /** The first record of the stream that `check` accepts. */
  until(name: string, check: (stream: Stream) => boolean): Promise<Stream>
}

const LOOK_MS = 100
const UNTIL_MS = 60_000

export interface ReconciledOptions {
  readonly settings?: Partial<KubernetesSettings>
  /** The cluster's own way to the API. */
  readonly kubeconfig?: string
  /** A state directory, removed in the end. */
  readonly dir?: string
  /** In place of those of the directory; whoever opened them closes them. */
  readonly records?: Records
}

export const openReconciledSite = async (options: ReconciledOptions = {}): Promise<ReconciledSite> => {
  const { settings, kubeconfig, dir = mkdtempSync(join(tmpdir(), 'gaze-kube-')) } = options
  const site = await openTestSite(settings, kubeconfig)
  const own = options.records === undefined ? await openEmbedded(stateDir(dir)) : undefined
  const records = options.records ?? (own as Records)
  const stop = new AbortController()
  const said = site.log
  const reconciler = startReconciler({
    records,
    cluster: site.cluster,
    hasMemory,
    log: createLogger((line) => said.push(line)),
    signal: stop.signal,
  })
  const running = { records, absence: async () => undefined } as unknown as Site

  const scale = async (name: string, change: Partial<Draft<Stream>>): Promise<Stream> => {
    const old = await records.streams.get(name)
    const draft = old ?? streamDraft(name, { source: 'pipeline', key: name.padEnd(8, '-').slice(0, 8) })
    return records.streams.put(
      { ...draft, ...change, name, generation: (old?.generation ?? 0) + 1 },
      old?.revision ?? 0,
    )
  }

  return {
    ...site,
    records,
    scale,
    image: (name, script, change = {}) => {
      const { ref, command } = site.script(script)
      return records.images.put(
        imageDraft(name, {
          kind: 'container',
          ref,
          digest: '',
          command: command ?? [],
          wire: 'v0',
          ...change,
        }),
        0,
      )
    },
    settled: async (name, timeoutMs = UNTIL_MS) => {
      const stream = (await records.streams.get(name)) as Stream
      const options = { timeoutMs, signal: stop.signal, say: () => {}, stopped: () => {} }
      return waitForStream(running, stream, 'is recorded', options).catch((error: unknown) => {
        if (isGazeError(error, 'TIMEOUT')) throw new Error(said.slice(-5).join(''), { cause: error })
        throw error
      })
    },
    until: async (name, check) => {
      const deadline = Date.now() + UNTIL_MS
      for (;;) {
        const stream = await records.streams.get(name)
        if (stream !== undefined && check(stream)) return stream
        if (Date.now() > deadline) throw new Error(`not seen; last: ${JSON.stringify(stream)}`)
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      }
    },
    close: async () => {
      stop.abort()
      await reconciler.done
      await site.close()
      await own?.close()
      rmSync(dir, { recursive: true })
    },
  }
}
