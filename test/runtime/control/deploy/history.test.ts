import { expect, it } from 'vitest'
import {
  beginRevision,
  listRevisions,
  settleRevision,
} from '../../../../src/runtime/control/deploy/history/history.ts'
import type { Revision } from '../../../../src/runtime/control/deploy/history/revision.ts'
import { memoryApiForEach } from './memory-api-for-each.ts'

const tested = memoryApiForEach()
const begin = async (): Promise<Revision> => {
  const facts = { version: '1.0.0', image: 'gaze:1', set: [], note: 'deploy', objects: [] }
  return beginRevision(tested.api.client, await listRevisions(tested.api.client), facts)
}
const history = async (): Promise<string[]> =>
  (await listRevisions(tested.api.client)).map(
    ({ revision, status, note }) => `${revision} ${status}: ${note}`,
  )

it('leaves a deploy that still waits as it is when a later one fails', async () => {
  await begin()
  await settleRevision(tested.api.client, await begin(), 'failed', 'deploy: no image')
  expect(await history()).toEqual(['1 pending: deploy', '2 failed: deploy: no image'])
})

it('takes what has not ended for no more than that, and believes it when it ends', async () => {
  const waiting = await begin()
  await settleRevision(tested.api.client, await begin(), 'deployed')
  const overtaken = '1 failed: deploy: not finished when revision 2 was deployed'
  expect(await history()).toEqual([overtaken, '2 deployed: deploy'])
  await settleRevision(tested.api.client, waiting, 'deployed')
  expect(await history()).toEqual(['1 superseded: deploy', '2 deployed: deploy'])
})
