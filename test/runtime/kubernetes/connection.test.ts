import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ConnectProxy, startConnectProxy } from '../../support/net/connect-proxy.ts'
import { until } from '../../support/until.ts'
import { type Answer, type FaultyApi, json, startFaultyApi } from './faulty-api.ts'

const good = json(200, { metadata: { name: 'a' } })
const unauthorized = json(401, { code: 401, reason: 'Unauthorized', message: 'no' })

describe('a connection by a kubeconfig', () => {
  let dir: string
  let proxy: ConnectProxy
  let api: FaultyApi | undefined
  const tokens: (string | undefined)[] = []
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'gaze-connection-'))
    proxy = await startConnectProxy()
    tokens.splice(0)
  })
  afterEach(async () => {
    await api?.close()
    await proxy.close()
    rmSync(dir, { recursive: true, force: true })
  })

  /** A plain API, which credentials are shown to only behind a proxy. */
  const start = async (answers: Answer[], user: object = {}, signal = new AbortController().signal) => {
    const noted = answers.map(
      (answer): Answer =>
        (response, request) => {
          tokens.push(request.headers.authorization)
          answer(response, request)
        },
    )
    api = await startFaultyApi(noted, signal, { cluster: { 'proxy-url': proxy.url }, user })
    return api.client
  }

  it('with a proxy goes through it, by one connection for call after call, which ends with it', async () => {
    const client = await start([good])
    for (let call = 0; call < 5; call += 1) await client.get('Pod', 'a')
    const { host } = new URL(client.connection.server)
    expect(proxy.tunnels).toEqual([host])
    expect(proxy.open.size).toBe(1)
    client.close()
    await until('the connection is closed', () => proxy.open.size === 0)
  })

  it.each([
    ['straight', false],
    ['by a proxy', true],
  ])('reads a hundred logs at once and is asked other things meanwhile, %s', async (_, proxied) => {
    const signal = AbortSignal.timeout(20_000)
    const answer: Answer = (response, request) => {
      if (request.url === '/log') response.writeHead(200).flushHeaders()
      else good(response, request)
    }
    api = await startFaultyApi([answer], signal, proxied ? { cluster: { 'proxy-url': proxy.url } } : {})
    const { client } = api
    const logs = Array.from({ length: 100 }, () => client.open('/log', 'no log', signal))
    expect((await Promise.all(logs)).length).toBe(100)
    await expect(client.get('Pod', 'a')).resolves.toBeDefined()
  })

  it('says what is the matter with a proxy that is not there', async () => {
    const client = await start([good])
    await proxy.close()
    await expect(client.get('Pod', 'a')).rejects.toMatchObject({ code: 'CLUSTER_UNAVAILABLE' })
    proxy = await startConnectProxy()
  })

  /** A plugin that notes its starts, and gives `token-N` at the Nth. */
  const plugin = (body = ''): { user: object; starts: () => number } => {
    const [path, log] = [join(dir, 'plugin'), join(dir, 'log')]
    writeFileSync(log, '')
    const answer = '{"kind":"ExecCredential","status":{"token":"token-%s"}}'
    writeFileSync(
      path,
      `#!/bin/sh\necho "$KUBERNETES_EXEC_INFO" >>"${log}"\n${body}\nprintf '${answer}' "$(wc -l <"${log}")"\n`,
    )
    chmodSync(path, 0o700)
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: path, interactiveMode: 'Never' }
    return { user: { exec }, starts: () => readFileSync(log, 'utf8').split('\n').length - 1 }
  }

  it('asks a plugin once for many calls, and tells it what it has to know', async () => {
    const { user, starts } = plugin()
    const client = await start([good], user)
    await Promise.all([client.get('Pod', 'a'), client.get('Pod', 'b')])
    await client.get('Pod', 'c')
    expect(starts()).toBe(1)
    expect(tokens).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-1'])
    expect(JSON.parse(readFileSync(join(dir, 'log'), 'utf8'))).toMatchObject({
      ...{ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential' },
    })
  })

  it('asks the plugin once more when the API takes its token no longer, and then believes the API', async () => {
    const { user, starts } = plugin()
    const client = await start([good, unauthorized, good, unauthorized], user)
    await client.get('Pod', 'a')
    expect(await client.get('Pod', 'a')).toMatchObject({ metadata: { name: 'a' } })
    expect(tokens).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2'])
    await expect(client.get('Pod', 'a')).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
    expect(starts()).toBe(3)
  })

  it('says what a plugin says that fails', async () => {
    const client = await start([good], plugin('echo "log in again" >&2; exit 1').user)
    await expect(client.get('Pod', 'a')).rejects.toMatchObject({ code: 'NOT_ALLOWED', why: 'log in again' })
  })

  it('does not wait for ever for a plugin', async () => {
    const { user, starts } = plugin('exec sleep 5')
    const client = await start([good], user)
    const asked = client.connection.credentials(AbortSignal.timeout(500))
    await expect(asked).rejects.toMatchObject({
      ...{ code: 'NOT_ALLOWED', why: expect.stringContaining('does not answer') },
    })
    const given = new AbortController()
    const again = client.connection.credentials(given.signal)
    given.abort(new Error('enough'))
    await expect(again).rejects.toThrow('enough')
    await until('it has begun', () => starts() > 0)
    expect(starts()).toBe(1)
  })
})
