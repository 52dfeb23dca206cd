import { afterEach, describe, expect, it } from 'vitest'
import { type Informer, startInformer } from '../../../src/runtime/kubernetes/informer.ts'
import { until } from '../../support/until.ts'
import { type Answer, type FaultyApi, json, startFaultyApi } from './faulty-api.ts'

const map = (name: string, version: string, value = '') => ({
  metadata: { name, resourceVersion: version, managedFields: [{ manager: 'x' }] },
  data: { value },
})
const list = (version: string, ...items: object[]): Answer =>
  json(200, { metadata: { resourceVersion: version }, items })
const lines = (...events: object[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('')
const status = (code: number) => ({ kind: 'Status', code, reason: 'Because', message: 'so' })

/** Sends the pieces one after the other, then leaves the connection open, ends it, or cuts it. */
const watch =
  (how: 'open' | 'end' | 'cut', ...pieces: (string | Buffer)[]): Answer =>
  (response) => {
    response.writeHead(200)
    response.flushHeaders()
    const next = (index: number): void => {
      const piece = pieces[index]
      if (piece !== undefined) response.write(piece, () => setTimeout(next, 5, index + 1))
      else if (how === 'end') response.end()
      else if (how === 'cut') response.destroy()
    }
    next(0)
  }

describe('an informer', () => {
  const ending: AbortController[] = []
  const apis: FaultyApi[] = []
  const informers: Informer<'ConfigMap'>[] = []
  afterEach(async () => {
    for (const controller of ending.splice(0)) controller.abort()
    for (const informer of informers.splice(0)) await informer.done
    for (const api of apis.splice(0)) await api.close()
  })

  const start = async (...answers: Answer[]) => {
    const controller = new AbortController()
    const { signal } = controller
    const api = await startFaultyApi(answers, signal)
    const changed: (string | undefined)[] = []
    const troubles: string[] = []
    const informer = startInformer(api.client, 'ConfigMap', {
      changed: (name) => changed.push(name),
      trouble: (why) => troubles.push(why),
      signal,
      random: () => 0,
    })
    ending.push(controller)
    apis.push(api)
    informers.push(informer)
    const valueIn = (name: string): string | undefined => informer.objects.get(name)?.data?.value
    return { api, informer, changed, troubles, valueIn }
  }

  it('lists, then follows from there, and gives objects as they are read', async () => {
    const { api, informer, changed } = await start(
      list('5', map('a', '3', 'one')),
      watch(
        'open',
        lines({ type: 'ADDED', object: map('b', '6', 'two') }),
        lines({ type: 'DELETED', object: map('a', '7') }),
      ),
    )
    await informer.synced
    expect(informer.objects.get('a')).toEqual({
      ...{ apiVersion: 'v1', kind: 'ConfigMap', data: { value: 'one' } },
      metadata: { name: 'a', resourceVersion: '3' },
    })
    await until('both changes', () => informer.objects.has('b') && !informer.objects.has('a'))
    expect(changed).toEqual([undefined, 'b', 'a'])
    expect(api.asked[0]).toBe('/api/v1/namespaces/here/configmaps?limit=500')
    expect(api.asked[1]).toContain('resourceVersion=5')
  })

  it('goes on behind the last thing seen, bookmarks among them, when a watch ends or is cut', async () => {
    const { api, valueIn, informer } = await start(
      list('1'),
      watch('cut', lines({ type: 'ADDED', object: map('a', '2', 'x') })),
      watch('end', lines({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '9' } } })),
      watch('open', lines({ type: 'MODIFIED', object: map('a', '10', 'y') })),
    )
    await until('the last event', () => valueIn('a') === 'y')
    expect(informer.isConnected).toBe(true)
    const versions = api.asked.map((path) => /resourceVersion=(\d+)/.exec(path)?.[1])
    expect(versions).toEqual([undefined, '1', '2', '9'])
  })

  it('puts together what comes in pieces, in the middle of a character too', async () => {
    const text = Buffer.from(lines({ type: 'ADDED', object: map('a', '2', 'größer') }))
    const middle = text.indexOf(0xc3) + 1
    const { valueIn } = await start(
      list('1'),
      watch(
        'open',
        text.subarray(0, middle),
        text.subarray(middle),
        lines({ type: 'ADDED', object: map('b', '3') }),
      ),
    )
    await until('the second one', () => valueIn('b') !== undefined)
    expect(valueIn('a')).toBe('größer')
  })

  it.each([
    ['an event says', watch('end', lines({ type: 'ERROR', object: status(410) }))],
    ['the answer says', json(410, status(410))],
  ])('lists again when %s that it is too far behind, and forgets what is gone', async (_, gone) => {
    const { informer, valueIn, troubles } = await start(
      list('1', map('a', '1'), map('b', '1')),
      gone,
      list('8', map('b', '7', 'new')),
      watch('open'),
    )
    await until('the second list', () => valueIn('b') === 'new')
    expect([...informer.objects.keys()]).toEqual(['b'])
    expect(troubles).toEqual([])
  })

  it.each([
    ['503', json(503, status(503))],
    ['401', json(401, status(401))],
    ['nonsense', watch('end', 'nonsense\n')],
    ['another error', watch('end', lines({ type: 'ERROR', object: status(500) }))],
    ['a connection that is cut', ((response) => response.destroy()) as Answer],
  ])('tries again after %s, says so once, and keeps what it knew', async (_, fault) => {
    const { informer, valueIn, troubles } = await start(
      list('1', map('a', '1', 'kept')),
      watch('cut'),
      fault,
      fault,
      watch('open', lines({ type: 'MODIFIED', object: map('a', '2', 'seen') })),
    )
    await informer.synced
    expect(valueIn('a')).toBe('kept')
    await until('the change', () => valueIn('a') === 'seen')
    expect(troubles).toHaveLength(1)
  })

  it('waits longer and longer while the API is away', async () => {
    const { api, troubles, informer } = await start(json(503, status(503)))
    await until('some tries', () => api.asked.length >= 4)
    expect(troubles).toHaveLength(1)
    expect(informer.isSynced).toBe(false)
    ending[0]?.abort()
    await informer.synced
  })
})
