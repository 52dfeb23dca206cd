import { describe, expect, it } from 'vitest'
import { version } from '../../../../src/commands/_support/version.ts'
import { deployObjects, type DeployOptions } from '../../../../src/runtime/control/deploy/deploy.ts'
import { inventoryOf, listRevisions } from '../../../../src/runtime/control/deploy/history/history.ts'
import { defaultOptions } from '../../../../src/runtime/control/deploy/site/options.ts'
import { withNamespace } from '../../../../src/runtime/control/deploy/site/set-values.ts'
import { siteObjects } from '../../../../src/runtime/control/deploy/site/site-objects.ts'
import { findStale } from '../../../../src/runtime/control/deploy/stale.ts'
import type { Fate } from './memory-api.ts'
import { memoryApiForEach } from './memory-api-for-each.ts'

const objects = siteObjects(withNamespace(defaultOptions(version), 'here'))
const facts = { version, image: 'gaze:1', set: [], note: 'deploy' }

describe('a deploy whose API goes away', () => {
  const tested = memoryApiForEach()

  const deploy = async () => {
    const options: DeployOptions = {
      ...{ prune: false, wait: false, timeoutMs: 1_000, signal: tested.signal },
      ...{ applied: async () => {}, notice: async () => {}, say: () => {} },
    }
    const { client } = tested.api
    const revisions = await listRevisions(client)
    const stale = await findStale(client, objects, inventoryOf(revisions))
    return deployObjects(client, objects, facts, { revisions, stale, existed: false }, options)
  }
  const names = (): string[] => [...tested.api.objects.values()].map(({ metadata }) => metadata?.name ?? '')

  const countRequests = async (): Promise<number> => {
    let asked = 0
    tested.api.fate = (request) => {
      asked = request + 1
      return 'answered'
    }
    await deploy()
    return asked
  }

  it.each<Fate>(['cut', 'unanswered'])(
    'at any request (%s), for good, says so, and is finished by the next deploy',
    async (fate) => {
      const most = await countRequests()
      expect(most).toBeGreaterThan(2 * objects.length)
      for (let from = 0; from < most; from += 1) {
        await tested.restart()
        tested.api.fate = (request) => (request < from ? 'answered' : request === from ? fate : 'cut')
        await expect(deploy(), `request ${from}`).rejects.toMatchObject({ code: 'CLUSTER_UNAVAILABLE' })
        tested.api.fate = () => 'answered'
        const done = await deploy()
        expect(names()).toEqual(expect.arrayContaining(objects.map(({ metadata }) => metadata.name)))
        const revisions = await listRevisions(tested.api.client)
        expect(revisions.filter(({ status }) => status === 'deployed')).toHaveLength(1)
        expect(revisions.at(-1)).toMatchObject({ revision: done.revision, status: 'deployed' })
        expect(revisions.filter(({ status }) => status === 'pending')).toEqual([])
      }
    },
  )
})
