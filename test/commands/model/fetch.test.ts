import { createHash, randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHome, runCli, runJson, startCli, stateOf } from '../../support/cli.ts'
import { type FileServer, serveFile } from '../../support/net/file-server.ts'
import { property, yoloxGrid } from '../../support/onnx.ts'

const BYTES = yoloxGrid(property('noise', randomBytes(200_000).toString('hex')))

/** Serves half of the content and then nothing more, with a version of it. */
const serveHalf = async (content: Buffer): Promise<{ server: Server; url: string }> => {
  const etag = `"${createHash('sha256').update(content).digest('hex')}"`
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Length': content.length, ETag: etag })
    response.write(content.subarray(0, content.length / 2))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/half.onnx` }
}

describe('gaze model add URL', () => {
  let home = ''
  let server: FileServer
  const kept = (): string[] => readdirSync(join(stateOf(home), 'models', 'downloads'))
  const add = ['model', 'add', '--no-check']
  beforeEach(async () => {
    home = createHome()
    server = await serveFile(BYTES)
  })
  afterEach(async () => {
    await server.close()
    rmSync(home, { recursive: true, force: true })
  })

  it('with --dry-run keeps what it fetched for the real run', async () => {
    await runJson([...add, server.url, '--dry-run'], { home })
    expect(kept()).toHaveLength(2)
    await runJson([...add, server.url], { home })
    expect(server.asked).toEqual(['whole', `bytes=${BYTES.length}-`])
    expect(kept()).toEqual([])
  })

  it('of a file on this machine takes that', async () => {
    const path = join(home, 'my grid.onnx')
    writeFileSync(path, BYTES)
    const added = await runJson<{ name: string }>([...add, pathToFileURL(path).href], { home })
    expect(added.name).toBe('my-grid')
  })

  it('that is refused for a flag keeps what it fetched', async () => {
    await runCli([...add, server.url, '--variant', 'foo'], { home })
    await runJson([...add, server.url], { home })
    expect(server.asked).toEqual(['whole', `bytes=${BYTES.length}-`])
  })

  it('that is ended by Ctrl-C says that it goes on where it stopped', async () => {
    const half = await serveHalf(BYTES)
    const running = startCli([...add, half.url], { home })
    await expect
      .poll(() =>
        readdirSync(home, { recursive: true, encoding: 'utf8' }).some((name) => name.endsWith('.part')),
      )
      .toBe(true)
    const { code, stdout, stderr } = await running.stop('SIGINT')
    half.server.closeAllConnections()
    half.server.close()
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
    expect(stderr).toMatch(/kB of it are here: the same command goes on where this one stopped/)
  })

  it('that is a web page is named by its address', async () => {
    server.replace(Buffer.from('<!DOCTYPE html><html><title>Sign in</title></html>'.repeat(20)))
    const { code, stderr } = await runCli([...add, server.url], { home })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^Error: http:\/\/127\.0\.0\.1:\d+\/models\/Best%20Model\.onnx cannot be used/)
    expect(stderr).toMatch(/web page/)
    expect(stderr).not.toMatch(/\.part/)
  })
})
