import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPodHttp, type PodHttp } from '../../../../../src/runtime/control/site/cluster/pod-http.ts'
import type { Forward } from '../../../../../src/runtime/kubernetes/port-forward.ts'
import { until } from '../../../../support/until.ts'
import { type FaultyApi, startFaultyApi } from '../../../kubernetes/faulty-api.ts'

const isOpen = async ({ port }: Forward): Promise<boolean> => {
  const socket = connect({ host: '127.0.0.1', port })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

describe('port-forwards to pods', () => {
  let nowMs: number
  let ending: AbortController
  let api: FaultyApi
  let http: PodHttp
  beforeEach(async () => {
    nowMs = 0
    ending = new AbortController()
    // Says nothing, so that a connection stays as long as its caller wants it.
    api = await startFaultyApi([() => {}], ending.signal)
    http = createPodHttp(
      async () => api.client,
      ending.signal,
      () => nowMs,
    )
  })
  afterEach(async () => {
    ending.abort()
    await api.close()
  })

  it('are kept while they are asked for or carry something, and closed when another is opened later', async () => {
    const [idle, used, busy] = await Promise.all([
      http.forward('idle', 5002),
      http.forward('used', 5002),
      http.forward('busy', 5002),
    ])
    const carried = connect({ host: '127.0.0.1', port: busy.port })
    await once(carried, 'connect')
    await until('the connection is carried', () => busy.connections() === 1)
    nowMs = 59_000
    expect(await http.forward('used', 5002)).toBe(used)
    nowMs = 61_000
    await http.forward('new', 5002)
    await until('the idle one is closed', async () => !(await isOpen(idle)))
    expect(await isOpen(used)).toBe(true)
    expect(busy.connections()).toBe(1)
    const again = await http.forward('idle', 5002)
    expect(await isOpen(again)).toBe(true)
    carried.destroy()
  })
})
