import { inspect } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isGazeError } from '../../../../src/runtime/errors.ts'
import { imageDraft } from '../../../runtime/records/drafts.ts'
import { startTcpProxy, type TcpProxy } from '../../../support/net/tcp-proxy.ts'
import { describeWith } from '../../support/back-ends.ts'
import { type TestDatabase, testDatabase } from './database.ts'

describeWith(['MONGODB_AUTH_URI'], 'a MongoDB server that is not there', ({ MONGODB_AUTH_URI = '' }) => {
  const { password } = new URL(MONGODB_AUTH_URI)
  let database: TestDatabase
  let proxy: TcpProxy
  const uri = (change: (url: URL) => void = () => {}): string => {
    const url = new URL(MONGODB_AUTH_URI)
    url.port = String(proxy.port)
    url.searchParams.set('directConnection', 'true')
    change(url)
    return url.href
  }
  beforeEach(async () => {
    const { hostname, port } = new URL(MONGODB_AUTH_URI)
    database = await testDatabase(MONGODB_AUTH_URI)
    proxy = await startTcpProxy(hostname, Number(port))
  })
  afterEach(async () => {
    proxy.resume()
    await database.dispose()
    await proxy.close()
  })

  const failureOf = async (action: () => Promise<unknown>): Promise<Record<string, unknown>> => {
    const error: unknown = await action().catch((thrown: unknown) => thrown)
    expect(inspect(error, { depth: 8 })).not.toContain(password)
    if (!isGazeError(error)) throw error
    const { code, message, why, hint } = error
    return { code, message, why, hint }
  }
  const unavailable = {
    code: 'STORE_UNAVAILABLE',
    message: expect.stringContaining('127.0.0.1:'),
    why: expect.stringMatching(/./),
    hint: expect.stringMatching(/./),
  }

  it.each(['cut', 'hang'] as const)(
    '%s: every use fails by itself, and works again afterwards',
    async (kind) => {
      const { images } = await database.open({ uri: uri() })
      const image = await images.put(imageDraft('a'), 0)
      proxy[kind]()
      for (const use of [
        () => images.get('a'),
        () => images.list(),
        () => images.put(image, image.revision),
        () => images.watch(new AbortController().signal)[Symbol.asyncIterator]().next(),
      ])
        expect(await failureOf(use)).toMatchObject(unavailable)
      proxy.resume()
      expect(await images.get('a')).toBeDefined()
    },
  )

  it('a write whose failure was told is not done when the server answers again', async () => {
    const { images } = await database.open({ uri: uri() })
    const [kept, changed] = [await images.put(imageDraft('a'), 0), await images.put(imageDraft('b'), 0)]
    proxy.hang()
    for (const write of [
      () => images.put({ ...changed, description: 'late' }, changed.revision),
      () => images.remove('a', kept.revision),
      () => images.put(imageDraft('c'), 0),
    ])
      expect(await failureOf(write)).toMatchObject(unavailable)
    proxy.resume()
    // Behind what may still be on its way by the same route.
    await images.put(imageDraft('d'), 0)
    expect(await images.list()).toMatchObject([kept, changed, { name: 'd' }])
  })

  it('a write whose answer is lost may be done, and its failure says so; what was never sent says no such thing', async () => {
    let deaf = false
    const { hostname, port } = new URL(MONGODB_AUTH_URI)
    const oneWay = await startTcpProxy(hostname, Number(port), {
      toClient: (chunk) => (deaf ? Buffer.alloc(0) : chunk),
    })
    const { images } = await database.open({
      uri: uri((url) => {
        url.port = String(oneWay.port)
      }),
      timeouts: { connectMs: 1_000, commandMs: 1_500 },
    })
    const old = await images.put(imageDraft('a'), 0)
    deaf = true
    expect(await failureOf(() => images.put({ ...old, description: 'new' }, old.revision))).toMatchObject({
      why: expect.stringContaining('may be written all the same'),
      hint: expect.stringContaining('when the server answers again'),
    })
    deaf = false
    expect(await images.get('a')).toMatchObject({ description: 'new' })
    oneWay.cut()
    await failureOf(() => images.get('a'))
    const { why } = await failureOf(() => images.put(imageDraft('b'), 0))
    expect(why).not.toContain('all the same')
    await oneWay.close()
  })

  it('from the start: the first use fails, a later one works', async () => {
    proxy.cut()
    const { images } = await database.open({ uri: uri() })
    expect(await failureOf(() => images.list())).toMatchObject(unavailable)
    proxy.resume()
    expect(await images.list()).toEqual([])
  })

  it('a wrong password is said to be one', async () => {
    const { images } = await database.open({
      uri: uri((url) => {
        url.password = `x${password}`
      }),
    })
    expect(await failureOf(() => images.list())).toMatchObject({
      code: 'NOT_ALLOWED',
      why: expect.stringContaining('password'),
    })
  })

  it.each([
    '',
    'http://u:PW@host',
    'mongodb://u:PW@x@host',
    'mongodb://u:PW#@host',
    'mongodb://u:PW@host/?tls=PW',
  ])('the connection string %j is refused without being repeated', async (text) => {
    const failure = await failureOf(() => database.open({ uri: text.replaceAll('PW', password) }))
    expect(failure).toMatchObject({ code: 'STORE_UNAVAILABLE', hint: expect.stringContaining('mongodb://') })
  })
})
