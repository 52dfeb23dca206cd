import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { followPod } from '../../../../../src/runtime/control/output/cluster/follow-pod.ts'
import { createPodEvents } from '../../../../../src/runtime/control/output/cluster/pod-events.ts'
import type { ClusterSite } from '../../../../../src/runtime/control/site.ts'
import type { Pod } from '../../../../../src/runtime/kubernetes/objects.ts'
import { until } from '../../../../support/until.ts'

const written = (offset: number): string => `id: ${offset}\nlogged: 1\ndata: {"id":"${offset}"}\n\n`

/** Follows a pod that has said one thing and then is gone from the cluster; `end` makes it say another and end. */
const followGone = async () => {
  let response: ServerResponse | undefined
  const server = createServer((_, answer) => {
    response = answer
    answer.writeHead(200).write(written(0))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const site = { token: async () => 't', forward: async () => ({ port }) } as unknown as ClusterSite
  const said: string[] = []
  const notice = (text: string): void => void said.push(text)
  const events = createPodEvents({ pod: 'a', stream: 'door' }, undefined, notice)
  let pod: Pod | undefined = { status: { containerStatuses: [{ state: { running: {} } }] } } as unknown as Pod
  const got: number[] = []
  let looks = 0
  const following = followPod({
    ...{ site, events, since: undefined, notice, signal: new AbortController().signal },
    look: () => {
      looks += 1
      return pod
    },
    push: async (some) => void got.push(...some.map(({ offset }) => offset)),
  })
  await until('the first event', () => got.length === 1)
  pod = undefined
  const before = looks
  await until('it to be known as gone', () => looks > before + 1)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { following, got, said, end: () => response?.end(written(1)) }
}

it('reads a pod to the end of what it says, also when the cluster has forgotten it before', async () => {
  const { following, got, said, end } = await followGone()
  end()
  await following
  expect(got).toEqual([0, 1])
  expect(said).toEqual([])
})

it('does not wait for ever for the last words of a pod whose connection hangs', async () => {
  const { following, got, said } = await followGone()
  await following
  expect(got).toEqual([0])
  expect(said).toEqual([expect.stringMatching(/^a: gone while the connection was lost/)])
})
