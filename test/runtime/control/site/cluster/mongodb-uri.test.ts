import { afterEach, describe, expect, it } from 'vitest'
import { throughForward, uriOfSite } from '../../../../../src/runtime/control/site/cluster/mongodb-uri.ts'
import { type FaultyApi, json, startFaultyApi } from '../../../kubernetes/faulty-api.ts'

describe('the connection string of a site, through a port-forward', () => {
  it.each([
    ['mongodb://gaze-mongo:27017', 'mongodb://127.0.0.1:4000/?directConnection=true'],
    ['mongodb://gaze-mongo/', 'mongodb://127.0.0.1:4000/?directConnection=true'],
    [
      'mongodb://gaze:p%40ss@gaze-mongo.cameras.svc:27017/?authSource=admin',
      'mongodb://gaze:p%40ss@127.0.0.1:4000/?authSource=admin&directConnection=true',
    ],
    [
      'mongodb://gaze:x@gaze-mongo:27017/gazedb?directConnection=true',
      'mongodb://gaze:x@127.0.0.1:4000/gazedb?directConnection=true',
    ],
  ])('%s', (uri, expected) => {
    expect(throughForward(uri, 'gaze-mongo', 4000)).toBe(expected)
  })

  it.each([
    'mongodb://db.example.com:27017/',
    'mongodb://gaze-mongo-2:27017/',
    'mongodb://gaze-mongo:27017,other:27017/',
    'mongodb+srv://gaze-mongo/',
    'nonsense',
  ])('%s is not of the site and is used as it is', (uri) => {
    expect(throughForward(uri, 'gaze-mongo', 4000)).toBeUndefined()
  })
})

describe('the connection string of a site', () => {
  let api: FaultyApi | undefined
  afterEach(() => api?.close())

  const secret = (uri: string) => json(200, { data: { uri: Buffer.from(uri).toString('base64') } })
  const mounting = (secretName: string) =>
    json(200, { spec: { template: { spec: { volumes: [{ name: 'mongodb', secret: { secretName } }] } } } })
  const none = json(404, { code: 404, reason: 'NotFound' })
  const forbidden = json(403, { code: 403, reason: 'Forbidden' })

  it.each([
    ['that of its own database', json(200, {}), 'mongodb://usual'],
    [
      'that of the Secret it was turned to, though the first one is still there',
      mounting('mine'),
      'mongodb://mine',
    ],
    ['that of its own database where Deployments may not be read', forbidden, 'mongodb://usual'],
  ])('is %s', async (_, deployment, expected) => {
    const answers = new Map([
      ['gaze-mongodb', secret('mongodb://usual')],
      ['mine', secret('mongodb://mine')],
      ['info-update', deployment],
    ])
    const answer: typeof none = (response, request) =>
      (answers.get(request.url?.split('/').at(-1) ?? '') ?? none)(response, request)
    api = await startFaultyApi([answer], new AbortController().signal)
    expect(await uriOfSite(api.client)).toBe(expected)
  })

  it.each([
    ['still to come', json(200, { status: {} }), 'NOT_RUNNING', 'gaze deploy'],
    ['gone from a site', json(200, { status: { readyReplicas: 1 } }), 'PRECONDITION', '/run/gaze/mongodb'],
    ['not to be told from one to come', forbidden, 'NOT_RUNNING', 'gaze deploy'],
  ])('its Secret is %s', async (_, deployment, code, hint) => {
    const answer: typeof none = (response, request) =>
      (request.url?.endsWith('/info-update') ? deployment : none)(response, request)
    api = await startFaultyApi([answer], new AbortController().signal)
    await expect(uriOfSite(api.client)).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) })
  })
})
