import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { followPods } from '../../../../../src/runtime/cluster/kubernetes/pod-status/follow-pods.ts'
import type { Pod } from '../../../../../src/runtime/kubernetes/objects.ts'

/** A loopback address of the test's own, since the port of pods is a fixed one. */
const IP = `127.${1 + Math.floor(Math.random() * 250)}.${Math.floor(Math.random() * 250)}.7`

const pod = (run: string, ready = false): Pod =>
  ({
    metadata: { name: 'p' },
    spec: { containers: [{ name: 'main', ports: [{ containerPort: 5002 }] }] },
    status: {
      podIP: IP,
      containerStatuses: [
        {
          name: 'main',
          image: '',
          imageID: '',
          restartCount: 0,
          ready,
          containerID: run,
          state: { running: {} },
        },
      ],
    },
  }) as unknown as Pod

let server: Server | undefined
const stop = new AbortController()
afterEach(() => {
  stop.abort()
  server?.closeAllConnections()
  server?.close()
})

it('hears what a pod says, again after a broken connection, and anew from the next run of its container', async () => {
  const answers: ServerResponse[] = []
  server = createServer((request, response) => {
    if (request.headers.authorization !== 'Bearer secret' || request.url !== '/status')
      return response.writeHead(401).end()
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    answers.push(response)
    return undefined
  })
  server.listen(5002, IP)
  await once(server, 'listening')
  const say = (reason: string, ready = true): void => {
    const status = { type: 'status', ready, active: ready, completed: false, ports: {}, reason, message: '' }
    answers.at(-1)?.write(`: heartbeat\n\nid: 1\ndata: ${JSON.stringify(status)}\n\n`)
  }
  const pods = new Map([['p', pod('one')]])
  let changes = 0
  const statuses = followPods({
    pods,
    token: 'secret',
    signal: stop.signal,
    changed: () => {
      changes += 1
    },
    random: () => 0,
  })
  const told = () => statuses.told(pods.get('p') as Pod)

  statuses.look()
  await expect.poll(() => answers.length).toBe(1)
  expect(told()).toBeUndefined()
  say('Starting', false)
  await expect.poll(() => told()?.reason).toBe('Starting')
  say('')
  await expect.poll(() => told()).toMatchObject({ ready: true, active: true, reason: '' })
  expect(changes).toBe(2)

  answers[0]?.destroy()
  await expect.poll(() => told()?.ready).toBe(false)
  pods.set('p', pod('one', true))
  expect(told()?.ready).toBe(true)
  await expect.poll(() => answers.length).toBe(2)

  pods.set('p', pod('two'))
  statuses.look('p')
  expect(told()).toBeUndefined()
  await expect.poll(() => answers.length).toBe(3)
  say('again')
  await expect.poll(() => told()?.reason).toBe('again')
  pods.delete('p')
  statuses.look('p')
  await expect.poll(() => answers[2]?.destroyed).toBe(true)
})
