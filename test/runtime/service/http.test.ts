import { request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { isGazeError } from '../../../src/runtime/errors.ts'
import { type HttpRoute, type HttpServer, serveHttp } from '../../../src/runtime/service/http.ts'
import { callJson, getJson } from '../../../src/runtime/service/http-client.ts'

const TOKEN = 'a-token-of-the-site'
const never = new AbortController().signal
let server: HttpServer | undefined
let reason = ''

const routes: HttpRoute[] = [
  { method: 'GET', path: '/state', handle: (_, reply) => reply.json(200, { answer: 42 }) },
  {
    method: 'POST',
    path: '/echo',
    handle: async (incoming, reply) => reply.json(200, JSON.parse(await incoming.body())),
  },
  {
    method: 'GET',
    path: '/events',
    handle: ({ signal }, reply) =>
      reply.events(
        (async function* () {
          for (let n = 1; n <= 3; n += 1) yield { id: `${n}`, data: `{"n":${n}}` }
          await new Promise((resolve) => signal.addEventListener('abort', resolve))
        })(),
      ),
  },
]

const start = async (): Promise<string> => {
  server = await serveHttp({ host: '127.0.0.1', port: 0, token: TOKEN, routes, notReady: () => reason })
  return `http://127.0.0.1:${server.port}`
}

afterEach(async () => {
  reason = ''
  await server?.close()
  server = undefined
})

const statusOf = (url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<number> =>
  new Promise((resolve, reject) => {
    request(url, { headers, method }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0))
    })
      .once('error', reject)
      .end()
  })

describe('serveHttp', () => {
  it('opens health to all, and says why it is not ready', async () => {
    const base = await start()
    expect(await statusOf(`${base}/healthz`)).toBe(200)
    expect(await statusOf(`${base}/readyz`)).toBe(200)
    reason = 'the source is not open'
    expect(await statusOf(`${base}/readyz`)).toBe(503)
    expect(await (await fetch(`${base}/readyz`)).json()).toEqual({ ready: false, message: reason })
  })

  it.each([
    ['no token', {}, '', 401],
    ['a wrong token', { Authorization: 'Bearer wrong' }, '', 401],
    ['the token in the query', {}, `?token=${TOKEN}`, 401],
    ['another scheme', { Authorization: `Basic ${TOKEN}` }, '', 401],
    ['the token', { Authorization: `Bearer ${TOKEN}` }, '', 200],
    ['a foreign Host', { Authorization: `Bearer ${TOKEN}`, Host: 'evil.example' }, '', 403],
    ['localhost', { Authorization: `Bearer ${TOKEN}`, Host: 'localhost:99' }, '', 200],
  ])('answers %s', async (_, headers, query, status) => {
    const base = await start()
    expect(await statusOf(`${base}/state${query}`, headers)).toBe(status)
  })

  it('answers unknown paths and methods', async () => {
    const base = await start()
    const headers = { Authorization: `Bearer ${TOKEN}` }
    expect(await statusOf(`${base}/nothing`, headers)).toBe(404)
    expect(await statusOf(`${base}/nothing`)).toBe(401)
    expect(await statusOf(`${base}/state`, headers, 'POST')).toBe(405)
    expect(await statusOf(`${base}/healthz`, {}, 'DELETE')).toBe(405)
  })

  it('reads bodies up to 1 MiB', async () => {
    const url = `${await start()}/echo`
    const body = { text: 'x'.repeat(1000) }
    expect(
      await callJson({ method: 'POST', url, token: TOKEN, body, signal: never, timeoutMs: 5_000 }),
    ).toEqual(body)
    const big = { text: 'x'.repeat(1024 * 1024) }
    const failed = callJson({ method: 'POST', url, token: TOKEN, body: big, signal: never, timeoutMs: 5_000 })
    await expect(failed).rejects.toThrow(/answered 400/)
  })

  it('streams events and ends them when it closes', async () => {
    const base = await start()
    const response = await fetch(`${base}/events`, { headers: { Authorization: `Bearer ${TOKEN}` } })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes('id: 3')) text += (await reader.read()).value
    expect(text).toContain('id: 1\ndata: {"n":1}\n\n')
    await server?.close()
    server = undefined
    await expect(
      (async () => {
        while (!(await reader.read()).done);
      })(),
    ).resolves.toBeUndefined()
  })

  it('is not held up by a client that sends garbage', async () => {
    const base = await start()
    const socket = connect(server!.port, '127.0.0.1')
    socket.write('GET nothing\r\n\r\n')
    await new Promise((resolve) => socket.once('close', resolve).resume())
    expect(await statusOf(`${base}/healthz`)).toBe(200)
  })

  it('names the port that is taken', async () => {
    await start()
    const { port } = server!
    const failed = await serveHttp({
      host: '127.0.0.1',
      port,
      token: TOKEN,
      routes,
      notReady: () => '',
    }).catch((error: unknown) => error)
    expect(isGazeError(failed, 'PORT_IN_USE') && failed.details).toEqual({ host: '127.0.0.1', port })
  })
})

describe('getJson', () => {
  it('gives the answer, or the code of what was in the way', async () => {
    const base = await start()
    expect(await getJson(`${base}/state`, TOKEN, never, 5_000)).toEqual({ answer: 42 })
    const codeOf = async (url: string, token = TOKEN, timeoutMs = 5_000): Promise<unknown> =>
      getJson(url, token, never, timeoutMs).then(
        () => 'none',
        (error: unknown) => isGazeError(error) && error.code,
      )
    expect(await codeOf(`${base}/state`, 'wrong')).toBe('NOT_ALLOWED')
    expect(await codeOf(`${base}/nothing`)).toBe('FAILED')
    expect(await codeOf(`${base}/events`, TOKEN, 200)).toBe('TIMEOUT')
    const { port } = server!
    await server?.close()
    server = undefined
    expect(await codeOf(`http://127.0.0.1:${port}/state`)).toBe('NOT_RUNNING')
  })
})
