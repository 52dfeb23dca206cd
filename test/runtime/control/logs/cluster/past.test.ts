import { afterEach, expect, it } from 'vitest'
import { readPast } from '../../../../../src/runtime/control/logs/cluster/past.ts'
import { createPosition } from '../../../../../src/runtime/control/logs/cluster/position.ts'
import { type Answer, type FaultyApi, json, startFaultyApi } from '../../../kubernetes/faulty-api.ts'

let api: FaultyApi | undefined
afterEach(() => api?.close())

const cut: Answer = (response) => {
  response.writeHead(200)
  response.write('2026-01-02T03:04:05.000000001Z one\n2026-01-02T03:04:05.000000002Z tw')
  setTimeout(() => response.destroy(), 50)
}

const read = async (answer: Answer, follow: boolean, { pods = ['a'], most = 50 } = {}) => {
  const said: string[] = []
  const signal = new AbortController().signal
  api = await startFaultyApi([answer], signal)
  const logs = pods.map((pod) => {
    const names = { pod, uid: 'u', sharesName: false, container: 'main', isInit: false }
    return { log: { ...names, origin: { stream: 'door', pod } }, position: createPosition() }
  })
  const past = readPast(api.client, logs, {
    ...{ choice: { streams: ['door'], services: [], all: false }, previous: false, follow, most, signal },
    ...{ wanted: () => true, notice: (text: string) => void said.push(text) },
  })
  const raw: string[] = []
  for await (const some of past) for (const line of [some].flat()) raw.push(line.raw)
  return { raw, said, last: logs[0]?.position.last() }
}

it('leaves what a lost connection keeps back to whoever follows', async () => {
  const { raw, said, last } = await read(cut, true)
  expect(raw).toEqual(['one'])
  expect(last).toBe('2026-01-02T03:04:05.000000001Z')
  expect(said).toEqual(['a: connection lost: The connection was cut; the rest comes later'])
})

it('reads no more logs at once than it may, and all of them', async () => {
  let [open, most] = [0, 0]
  const log: Answer = (response, request) => {
    open += 1
    most = Math.max(most, open)
    response.writeHead(200)
    const second = request.url?.includes('/a/') ? 9 : 1
    setTimeout(() => {
      open -= 1
      response.end(`2026-01-02T03:04:0${second}Z ${request.url?.split('/')[6]}\n`)
    }, 20)
  }
  const { raw, said } = await read(log, false, { pods: ['a', 'b', 'c', 'd', 'e'], most: 2 })
  expect(raw).toEqual(['b', 'a', 'c', 'd', 'e'])
  expect(most).toBe(2)
  expect(said).toEqual([expect.stringContaining('5 logs are read 2 at a time')])
})

it('says why a log cannot be read', async () => {
  const message = 'container "main" in pod "a" is waiting to start: ContainerCreating'
  const { said } = await read(json(400, { code: 400, reason: 'BadRequest', message }), false)
  expect(said).toEqual([`a: The log of a cannot be read: ${message}`])
})

it('fails where nobody follows, or may not read it', async () => {
  await expect(read(cut, false)).rejects.toThrow()
  await api?.close()
  await expect(read(json(403, { code: 403, reason: 'Forbidden' }), true)).rejects.toMatchObject({
    code: 'NOT_ALLOWED',
  })
})
