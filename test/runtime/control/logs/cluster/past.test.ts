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

const read = async (answer: Answer, follow: boolean) => {
  const said: string[] = []
  const signal = new AbortController().signal
  api = await startFaultyApi([answer], signal)
  const position = createPosition()
  const names = { pod: 'a', uid: 'u', sharesName: false, container: 'main', isInit: false }
  const log = { ...names, origin: { stream: 'door', pod: 'a' } }
  const past = readPast(api.client, [{ log, position }], {
    ...{ choice: { streams: ['door'], services: [], all: false }, previous: false, follow, most: 50, signal },
    ...{ wanted: () => true, notice: (text: string) => void said.push(text) },
  })
  const raw: string[] = []
  for await (const some of past) for (const line of [some].flat()) raw.push(line.raw)
  return { raw, said, last: position.last() }
}

it('leaves what a lost connection keeps back to whoever follows', async () => {
  const { raw, said, last } = await read(cut, true)
  expect(raw).toEqual(['one'])
  expect(last).toBe('2026-01-02T03:04:05.000000001Z')
  expect(said).toEqual([expect.stringMatching(/^a: connection lost: .*; the rest comes later$/)])
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
