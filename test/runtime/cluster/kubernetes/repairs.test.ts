import { expect, it } from 'vitest'
import { createRepairs } from '../../../../src/runtime/cluster/kubernetes/repairs.ts'

it('what is changed again and again is put back ever more rarely, until there was peace', () => {
  const repairs = createRepairs()
  expect(repairs.mayAtMs('cam')).toBe(0)
  const waits: number[] = []
  let now = 1_000
  for (let n = 0; n < 12; n++) {
    repairs.repaired('cam', now)
    waits.push(repairs.mayAtMs('cam') - now)
    now = repairs.mayAtMs('cam')
  }
  expect(waits.slice(0, 4)).toEqual([500, 1_000, 2_000, 4_000])
  expect(waits.at(-1)).toBe(60_000)
  expect(repairs.mayAtMs('other')).toBe(0)
  repairs.repaired('cam', now + 3_600_000)
  expect(repairs.mayAtMs('cam') - now - 3_600_000).toBe(500)
  repairs.forget('cam')
  expect(repairs.mayAtMs('cam')).toBe(0)
})
