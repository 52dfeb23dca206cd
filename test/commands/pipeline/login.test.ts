import { readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeScene } from '../../../src/runtime/nodes/sources/scene/pictures.ts'
import { createHome, runCli } from '../../support/cli.ts'

/** A camera that wants a login. */
const serve = async (clip: Buffer, password: string): Promise<Server> => {
  const wanted = `Basic ${Buffer.from(`cam:${password}`).toString('base64')}`
  const server = createServer(({ headers }, response) => {
    if (headers.authorization === wanted) response.end(clip)
    else response.writeHead(401, { 'www-authenticate': 'Basic realm="camera"' }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

let home: string
let clip: Buffer
beforeAll(async () => {
  home = createHome()
  const path = join(home, 'clip.ts')
  await writeScene(path, { width: 160, height: 90, fps: 25, frames: 25 })
  clip = readFileSync(path)
})
afterAll(() => rmSync(home, { recursive: true }))

it.each([
  ['one that a URL could hold as it is', 'plain-one', 'plain-one'],
  ['one with what ends a part of a URL', 'p@ss/w#rd? 50%:[x]', 'p@ss/w#rd? 50%:[x]'],
  ['one that its user has encoded', 'p%40ss', 'p@ss'],
])('a password in a URL: %s', async (_, variable, password) => {
  const server = await serve(clip, password)
  try {
    const { port } = server.address() as AddressInfo
    const statement = `file 'http://cam:\${PASSWORD}@127.0.0.1:${port}/clip.ts' ! motion ! print`
    const done = await runCli(['pipeline', 'run', statement, '--json'], { home, env: { PASSWORD: variable } })
    expect(done).toMatchObject({ code: 0, stderr: expect.not.stringContaining(variable) })
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
