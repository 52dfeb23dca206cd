import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type Server } from 'node:tls'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { imageDraft } from '../../../runtime/records/drafts.ts'
import { describeWith } from '../../support/back-ends.ts'
import { type TestDatabase, testDatabase } from './database.ts'

/** A certificate for localhost that is its own authority. */
const makeCertificate = (dir: string): void => {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const files = ['-keyout', join(dir, 'key.pem'), '-out', join(dir, 'ca.pem')]
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', ...subject, ...files],
    { stdio: 'ignore' },
  )
}

describeWith(['MONGODB_AUTH_URI'], 'MongoDB behind TLS', ({ MONGODB_AUTH_URI = '' }) => {
  const sockets = new Set<Socket>()
  let dir: string
  let server: Server
  let database: TestDatabase
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'gaze-tls-'))
    makeCertificate(dir)
    const { hostname, port } = new URL(MONGODB_AUTH_URI)
    const identity = { key: readFileSync(join(dir, 'key.pem')), cert: readFileSync(join(dir, 'ca.pem')) }
    server = createServer(identity, (secure) => {
      const plain = connect({ host: hostname, port: Number(port) })
      for (const [one, other] of [
        [secure, plain],
        [plain, secure],
      ] as const) {
        sockets.add(one)
        one.on('error', () => other.destroy()).on('close', () => other.destroy())
        one.pipe(other)
      }
    }).listen(0, '127.0.0.1')
    server.on('tlsClientError', () => {})
    await once(server, 'listening')
    database = await testDatabase(MONGODB_AUTH_URI)
  })
  afterEach(async () => {
    await database.dispose()
    for (const socket of sockets) socket.destroy()
    server.close()
    rmSync(dir, { recursive: true })
  })

  const uri = (options: Record<string, string>): string => {
    const url = new URL(MONGODB_AUTH_URI)
    url.port = String((server.address() as AddressInfo).port)
    for (const [name, value] of Object.entries({ directConnection: 'true', ...options }))
      url.searchParams.set(name, value)
    return url.href
  }

  it('is reached with the authority that the connection string names, and a login', async () => {
    const { images } = await database.open({ uri: uri({ tls: 'true', tlsCAFile: join(dir, 'ca.pem') }) })
    const image = await images.put(imageDraft('a'), 0)
    expect(await images.list()).toEqual([image])
  })

  it('is not trusted without it', async () => {
    const { images } = await database.open({ uri: uri({ tls: 'true' }) })
    await expect(images.list()).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      why: expect.stringContaining('certificate'),
    })
  })
})
