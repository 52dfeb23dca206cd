import { isDeepStrictEqual } from 'node:util'
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

const NOTHING: StreamView = { workload: undefined, pods: [], againAtMs: undefined }

/** Changes that come together are told together. */
const GATHER_MS = 20

export const createViews = (look: (stream: string, nowMs: number) => StreamView): Views => {
  const views = new Map<string, StreamView>()
  const stale = new Set<string>()
  let gathering: NodeJS.Timeout | undefined
  let later: NodeJS.Timeout | undefined

  /** True when any of them is seen otherwise than before. */
  const refresh = (nowMs: number): boolean => {
    let changed = false
    for (const stream of stale) {
      const view = look(stream, nowMs)
      if (isDeepStrictEqual(view, views.get(stream) ?? NOTHING)) continue
      changed = true
      if (isDeepStrictEqual(view, NOTHING)) views.delete(stream)
      else views.set(stream, view)
    }
    stale.clear()
    return changed
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
    const all = [...views.values()]
    return {
      workloads: all.flatMap(({ workload }) => (workload === undefined ? [] : [workload])),
      pods: all.flatMap(({ pods }) => pods),
    }
  })

  /** Most news changes nothing that is told: counters, times, what controllers note for themselves. */
  const gather = (): void => {
    gathering = undefined
    const nowMs = Date.now()
    if (refresh(nowMs)) newest.changed()
    comeBack(nowMs)
  }

  const touch = (streams: Iterable<string>): void => {
    for (const stream of streams) stale.add(stream)
    if (stale.size > 0) gathering ??= setTimeout(gather, GATHER_MS)
  }

  return {
    touch,
    watch: (signal) => {
      refresh(Date.now())
      return newest.watch(signal)
    },
    close: () => {
      clearTimeout(gathering)
      clearTimeout(later)
    },
  }
}
