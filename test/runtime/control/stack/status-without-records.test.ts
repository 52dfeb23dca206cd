import { afterEach, describe, expect, it } from 'vitest'
import { statusWithoutRecords } from '../../../../src/runtime/control/stack/status-without-records.ts'
import { GazeError } from '../../../../src/runtime/errors.ts'
import { type Answer, type FaultyApi, json, startFaultyApi } from '../../kubernetes/faulty-api.ts'

const none = json(404, { code: 404, reason: 'NotFound' })
const empty = json(200, { metadata: {}, items: [] })
const named = (name: string) => ({ metadata: { name, labels: { 'app.kubernetes.io/name': name } } })
const infoUpdate = { ...named('info-update'), spec: { replicas: 1 }, status: { readyReplicas: 1 } }

/** A site whose database is scaled away. */
const SITE = new Map([
  ['configmaps/gaze', json(200, { metadata: { name: 'gaze' } })],
  ['deployments/info-update', json(200, infoUpdate)],
  ['deployments', json(200, { metadata: {}, items: [infoUpdate] })],
  ['statefulsets', json(200, { metadata: {}, items: [{ ...named('gaze-mongo'), spec: { replicas: 0 } }] })],
])

const context = { name: 'site', kind: 'kubernetes' }
const away = new GazeError('NOT_RUNNING', 'No pod of service gaze-mongo is running', { why: 'There is none' })

describe('the status of a site whose records are away', () => {
  let api: FaultyApi | undefined
  afterEach(() => api?.close())

  const status = async (answers: ReadonlyMap<string, Answer>, error: unknown = away, of = context) => {
    const answer: Answer = (response, request) => {
      const path = request.url?.split('?')[0] ?? ''
      const found = [...answers].find(([end]) => path.endsWith(end))?.[1]
      return (found ?? (/\/(gaze|info-update)$/.test(path) ? none : empty))(response, request)
    }
    api = await startFaultyApi([answer], new AbortController().signal)
    const { client } = api
    return statusWithoutRecords(
      error,
      of,
      () => Promise.resolve(client),
      () => {},
    )
  }

  it('has its services, and why', async () => {
    expect(await status(SITE)).toMatchObject({
      ...{ context: 'site', running: false, recorded: false, streams: {} },
      message: 'No pod of service gaze-mongo is running: There is none; gaze doctor',
      services: [
        { name: 'gaze-mongo', phase: 'Stopped', ready: false },
        { name: 'info-update', phase: 'Running' },
      ],
    })
  })

  it('says that none is deployed', async () => {
    expect(await status(new Map())).toMatchObject({
      running: false,
      message: expect.stringMatching(/^no site is deployed in namespace .*; gaze deploy/),
    })
  })

  it.each([
    ['here', away, { name: 'local', kind: 'local' }],
    ['of a variable that is not set', new GazeError('PRECONDITION', 'FOO is not set'), context],
    ['of a cluster that is away', new GazeError('CLUSTER_UNAVAILABLE', 'it is away'), context],
  ])('does not hide a failure %s', async (_, error, of) => {
    await expect(status(SITE, error, of)).rejects.toBe(error)
  })
})
