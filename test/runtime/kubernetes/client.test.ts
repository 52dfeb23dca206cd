import { afterEach, describe, expect, it } from 'vitest'
import { type Answer, type FaultyApi, json, startFaultyApi } from './faulty-api.ts'

const fault = (code: number, reason: string) => json(code, { code, reason, message: 'said the API' })

describe('the Kubernetes client', () => {
  let api: FaultyApi
  const { signal } = new AbortController()
  afterEach(() => api.close())
  const start = async (...answers: Answer[]) => {
    api = await startFaultyApi(answers, signal)
    return api.client
  }

  it.each([
    [401, 'Unauthorized', 'NOT_ALLOWED'],
    [403, 'Forbidden', 'NOT_ALLOWED'],
    [409, 'AlreadyExists', 'CONFLICT'],
    [404, 'NotFound', 'PRECONDITION'],
    [422, 'Invalid', 'FAILED'],
    [500, '', 'FAILED'],
    [500, 'InternalError', 'CLUSTER_UNAVAILABLE'],
    [503, 'ServiceUnavailable', 'CLUSTER_UNAVAILABLE'],
  ])('gives %i %s as %s, with what was said and what to do', async (code, reason, expected) => {
    const client = await start(fault(code, reason))
    await expect(client.create('ConfigMap', { metadata: { name: 'a' } })).rejects.toMatchObject({
      ...{ code: expected, message: 'ConfigMap a cannot be written', why: 'said the API' },
      ...{ hint: expect.stringMatching(/./), details: { status: code, reason } },
    })
  })

  it('finds nothing where there is nothing', async () => {
    const client = await start(fault(404, 'NotFound'))
    expect(await client.get('ConfigMap', 'a')).toBeUndefined()
    expect(await client.remove('ConfigMap', 'a')).toBe(false)
  })

  it('comes again when it is told to', async () => {
    const busy = json(429, { code: 429 }, { 'Retry-After': '0' })
    const client = await start(busy, busy, json(200, { metadata: { name: 'a' } }))
    expect(await client.get('ConfigMap', 'a')).toEqual({ metadata: { name: 'a' } })
    expect(api.asked).toHaveLength(3)
  })

  it('lists page by page', async () => {
    const page = (name: string, next?: string): Answer =>
      json(200, { metadata: { resourceVersion: '7', continue: next }, items: [{ metadata: { name } }] })
    const client = await start(page('a', 'more'), page('b'))
    const { items, resourceVersion } = await client.list('Pod', { labelSelector: 'x=y', allNamespaces: true })
    expect(items.map(({ metadata }) => metadata?.name)).toEqual(['a', 'b'])
    expect(resourceVersion).toBe('7')
    expect(api.asked).toEqual([
      '/api/v1/pods?labelSelector=x%3Dy&limit=500',
      '/api/v1/pods?labelSelector=x%3Dy&limit=500&continue=more',
    ])
  })

  it('gives up what was cut off, and what is no API', async () => {
    const client = await start((response) => response.destroy())
    await expect(client.get('Pod', 'a')).rejects.toMatchObject({ code: 'CLUSTER_UNAVAILABLE' })
    await api.close()
    const proxy = await start((response) => response.writeHead(502).end('<h1>Bad gateway</h1>'))
    await expect(proxy.get('Pod', 'a')).rejects.toMatchObject({
      code: 'CLUSTER_UNAVAILABLE',
      why: '<h1>Bad gateway</h1>',
    })
  })

  it('says of a write without an answer that it may be done, and how to go on', async () => {
    const client = await start((response) => response.destroy())
    const mayBeDone = { why: expect.stringContaining('may be written all the same') }
    const map = { metadata: { name: 'a' } }
    const again = { ...mayBeDone, hint: expect.stringContaining('Repeat the command') }
    await expect(client.create('ConfigMap', map)).rejects.toMatchObject(again)
    await expect(client.remove('ConfigMap', 'a')).rejects.toMatchObject(again)
    await expect(client.get('ConfigMap', 'a')).rejects.not.toMatchObject(mayBeDone)
    await api.close()
    await expect(client.create('ConfigMap', map)).rejects.toMatchObject({
      code: 'CLUSTER_UNAVAILABLE',
      why: 'Nothing listens there',
    })
    await start(json(200, {}))
  })

  it.each([
    ['<html>Sign in</html>', 'It answered: <html>Sign in</html>'],
    ['', 'Its answer is empty'],
  ])('says that something else answers in place of the API: %j', async (text, why) => {
    const client = await start((response) => response.writeHead(200).end(text))
    await expect(client.get('Pod', 'a')).rejects.toMatchObject({
      ...{ code: 'CLUSTER_UNAVAILABLE', message: expect.stringContaining('is no Kubernetes API'), why },
    })
  })
})
