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
/** Looking must not keep others from their turn for longer: a list that is read again is news of all streams. */
const TURN_MS = 20

export const createViews = (look: (stream: string, nowMs: number) => StreamView): Views => {
  const views = new Map<string, StreamView>()
  const stale = new Set<string>()
  /** When streams are to be looked at again without news. */
  const due = new Map<string, number>()
  let gathering: NodeJS.Timeout | undefined
  let later: NodeJS.Timeout | undefined

  const put = (stream: string, view: StreamView): void => {
    if (isDeepStrictEqual(view, NOTHING)) views.delete(stream)
    else views.set(stream, view)
    if (view.againAtMs === undefined) due.delete(stream)
    else due.set(stream, view.againAtMs)
  }

  /** True when any of them is seen otherwise than before; what does not fit into the time stays stale. */
  const refresh = (nowMs: number, mostMs: number): boolean => {
    const began = performance.now()
    let changed = false
    for (const stream of stale) {
      stale.delete(stream)
      const view = look(stream, nowMs)
      if (!isDeepStrictEqual(view, views.get(stream) ?? NOTHING)) {
        changed = true
        put(stream, view)
      }
      if (performance.now() - began > mostMs) break
    }
    return changed
  }

  const wake = (): void => {
    const nowMs = Date.now()
    const now = [...due].filter(([, atMs]) => atMs <= nowMs).map(([stream]) => stream)
    if (now.length > 0) touch(now)
    else comeBack(nowMs)
  }
  /** Some pods become ready by living on, of which nobody tells. */
  const comeBack = (nowMs: number): void => {
    clearTimeout(later)
    if (due.size === 0) return
    let next = Number.POSITIVE_INFINITY
    for (const atMs of due.values()) next = Math.min(next, atMs)
    later = setTimeout(wake, Math.max(0, next - nowMs) + 1)
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
    if (refresh(nowMs, TURN_MS)) newest.changed()
    comeBack(nowMs)
    if (stale.size > 0) gathering = setTimeout(gather, 0)
  }

  const touch = (streams: Iterable<string>): void => {
    for (const stream of streams) stale.add(stream)
    if (stale.size > 0) gathering ??= setTimeout(gather, GATHER_MS)
  }

  return {
    touch,
    watch: (signal) => {
      refresh(Date.now(), Number.POSITIVE_INFINITY)
      return newest.watch(signal)
    },
    close: () => {
      clearTimeout(gathering)
      clearTimeout(later)
    },
  }
}
