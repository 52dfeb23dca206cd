import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { inChains } from '../../../../src/runtime/reconcile/round/chains.ts'

it('items of one key follow each other, those of others go on meanwhile, and never too many', async () => {
  const items = Array.from({ length: 60 }, (_, n) => ({ key: `k${n % 20}`, n }))
  const done: number[] = []
  const busy = new Set<string>()
  let most = 0
  await inChains(
    items,
    ({ key }) => key,
    4,
    async ({ key, n }) => {
      expect(busy.has(key)).toBe(false)
      busy.add(key)
      most = Math.max(most, busy.size)
      await sleep(n % 3)
      busy.delete(key)
      done.push(n)
    },
  )
  expect(most).toBe(4)
  expect([...done].sort((a, b) => a - b)).toEqual(items.map(({ n }) => n))
  for (const { key } of items.slice(0, 20)) {
    const of = done.filter((n) => items[n]?.key === key)
    expect(of).toEqual([...of].sort((a, b) => a - b))
  }
})
