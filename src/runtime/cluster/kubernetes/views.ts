import type { Observed } from '../types.ts'
import { createNewest } from '../newest.ts'
import type { StreamView } from './stream-view.ts'

/** What is seen of all streams, looked at again only where there is news. */
export interface Views {
  /** These have news. */
  touch(streams: Iterable<string>): void
  watch(signal: AbortSignal): AsyncGenerator<Observed>
  close(): void
}

/** Changes that come together are told together. */
const GATHER_MS = 20

export const createViews = (look: (stream: string, nowMs: number) => StreamView): Views => {
  const views = new Map<string, StreamView>()
  const stale = new Set<string>()
  let gathering: NodeJS.Timeout | undefined
  let later: NodeJS.Timeout | undefined

  const refresh = (nowMs: number): void => {
    for (const stream of stale) {
      const view = look(stream, nowMs)
      if (view.workload === undefined && view.pods.length === 0) views.delete(stream)
      else views.set(stream, view)
    }
    stale.clear()
  }

  /** Some pods become ready by living on, of which nobody tells. */
  const comeBack = (nowMs: number): void => {
    clearTimeout(later)
    const due = [...views].filter(([, { againAtMs }]) => againAtMs !== undefined)
    if (due.length === 0) return
    const next = Math.min(...due.map(([, { againAtMs = 0 }]) => againAtMs))
    later = setTimeout(() => touch(due.map(([stream]) => stream)), Math.max(0, next - nowMs) + 1)
  }

  const newest = createNewest((): Observed => {
    const nowMs = Date.now()
    refresh(nowMs)
    comeBack(nowMs)
    const all = [...views.values()]
    return {
      workloads: all.flatMap(({ workload }) => (workload === undefined ? [] : [workload])),
      pods: all.flatMap(({ pods }) => pods),
    }
  })

  const touch = (streams: Iterable<string>): void => {
    const before = stale.size
    for (const stream of streams) stale.add(stream)
    if (stale.size === before || gathering !== undefined) return
    gathering = setTimeout(() => {
      gathering = undefined
      newest.changed()
    }, GATHER_MS)
  }

  return {
    touch,
    watch: newest.watch,
    close: () => {
      clearTimeout(gathering)
      clearTimeout(later)
    },
  }
}
