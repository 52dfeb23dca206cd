import { expect, it } from 'vitest'
import { busySite, eventsOf, killRounds } from '../runtime/pod/kill-rounds.ts'

it('a pod that is killed twenty times loses nothing that it logged', { timeout: 300_000 }, async () => {
  const site = busySite()
  try {
    await killRounds(site, 20)
    expect((await eventsOf(site)).length).toBeGreaterThan(100)
  } finally {
    await site.clear()
  }
})
