import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { StreamView } from '../../../../src/runtime/cluster/kubernetes/stream-view.ts'
import { createViews } from '../../../../src/runtime/cluster/kubernetes/views.ts'
import type { Observed } from '../../../../src/runtime/cluster/types.ts'

const view = (generation: number, againAtMs?: number): StreamView => ({
  workload: { stream: 's', generation, replicas: 1, templateHash: 'h' },
  pods: [],
  againAtMs,
})

it('tells only what is otherwise than before, what comes together as one, and comes back by itself', async () => {
  const now = new Map<string, () => StreamView>()
  const looks: string[] = []
  const views = createViews((stream) => {
    looks.push(stream)
    return now.get(stream)?.() ?? { workload: undefined, pods: [], againAtMs: undefined }
  })
  const stop = new AbortController()
  const told: Observed[] = []
  const reading = (async () => {
    for await (const seen of views.watch(stop.signal)) told.push(seen)
  })()
  await expect.poll(() => told.length).toBe(1)
  expect(told[0]).toEqual({ workloads: [], pods: [] })

  now.set('a', () => view(1)).set('b', () => view(1))
  views.touch(['a'])
  views.touch(['b', 'a'])
  await expect.poll(() => told.length).toBe(2)
  expect(told[1]?.workloads).toHaveLength(2)
  expect(looks.sort()).toEqual(['a', 'b'])

  views.touch(['a', 'b'])
  await expect.poll(() => looks.length).toBe(4)
  await sleep(50)
  expect(told).toHaveLength(2)

  const later = Date.now() + 100
  now.set('a', () => (Date.now() < later ? view(2, later) : view(3)))
  views.touch(['a'])
  await expect.poll(() => told.at(-1)?.workloads[0]?.generation).toBe(3)
  now.clear()
  views.touch(['a', 'b'])
  await expect.poll(() => told.at(-1)?.workloads.length).toBe(0)
  stop.abort()
  views.close()
  await reading
})

it('comes back only to those whose time has come', async () => {
  const looks: string[] = []
  const views = createViews((stream, nowMs) => {
    const again = looks.includes(stream)
    looks.push(stream)
    if (stream === 'far') return view(1, nowMs + 3_600_000)
    return again ? view(2) : view(1, nowMs + 50)
  })
  views.touch(['far', 'near'])
  await expect.poll(() => looks.length).toBe(3)
  expect(looks).toEqual(['far', 'near', 'near'])
  views.close()
})

it('lets others have their turn while there is news of thousands', async () => {
  const names = Array.from({ length: 200 }, (_, n) => `s${n}`)
  let looks = 0
  const views = createViews(() => {
    const until = performance.now() + 1
    while (performance.now() < until);
    looks += 1
    return view(looks)
  })
  views.touch(names)
  const seen: number[] = []
  while (looks < names.length) {
    await sleep(1)
    seen.push(looks)
  }
  expect(seen.filter((count) => count > 0 && count < names.length).length).toBeGreaterThan(1)
  expect(looks).toBe(names.length)
  views.close()
})
