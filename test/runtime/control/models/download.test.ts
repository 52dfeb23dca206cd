import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { download } from '../../../../src/runtime/control/models/download.ts'
import { type FileServer, serveFile } from '../../../support/net/file-server.ts'

const content = randomBytes(300_000)

describe('a download', () => {
  let dir = ''
  let server: FileServer
  const seen: (readonly [number, number | undefined])[] = []
  const fetchIt = (signal = new AbortController().signal) =>
    download(server.url, { dir, signal, progress: (bytes, total) => seen.push([bytes, total]) })
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'gaze-download-'))
    server = await serveFile(content)
    seen.length = 0
  })
  afterEach(async () => {
    await server.close()
    rmSync(dir, { recursive: true, force: true })
  })

  it('has all bytes, and leaves nothing when it is let go of', async () => {
    const { path, discard } = await fetchIt()
    expect(readFileSync(path).equals(content)).toBe(true)
    expect(seen.at(-1)).toEqual([content.length, content.length])
    await discard()
    expect(readdirSync(dir)).toEqual([])
  })

  it('goes on where the connection broke', async () => {
    server.breakAfter(100_000, 1)
    const { path } = await fetchIt()
    expect(readFileSync(path).equals(content)).toBe(true)
    expect(server.asked).toEqual(['whole', 'bytes=100000-'])
  })

  it('goes on where another process ended', async () => {
    const stop = new AbortController()
    server.breakAfter(100_000, 1)
    const stopped = download(server.url, { dir, signal: stop.signal, progress: () => stop.abort() })
    await expect(stopped).rejects.toThrow()
    const { path } = await fetchIt()
    expect(readFileSync(path).equals(content)).toBe(true)
    expect(server.asked[1]).toMatch(/^bytes=[1-9]\d*-$/)
  })

  it('that is whole already is only asked about', async () => {
    await fetchIt()
    const { path } = await fetchIt()
    expect(readFileSync(path).equals(content)).toBe(true)
    expect(server.asked).toEqual(['whole', `bytes=${content.length}-`])
  })

  it('begins anew when the file there is another now', async () => {
    server.breakAfter(100_000, 1)
    const stop = new AbortController()
    await download(server.url, { dir, signal: stop.signal, progress: () => stop.abort() }).catch(() => {})
    const other = randomBytes(200_000)
    server.replace(other)
    const { path } = await fetchIt()
    expect(readFileSync(path).equals(other)).toBe(true)
  })

  it.each([
    [404, 'FILE_NOT_FOUND'],
    [403, 'NOT_ALLOWED'],
    [400, 'FAILED'],
  ])('that is answered with %i fails as %s, at once', async (status, code) => {
    server.answer(status)
    await expect(fetchIt()).rejects.toMatchObject({ code })
    expect(server.asked).toHaveLength(1)
  })

  it('from where nobody listens fails with the reason, at once', async () => {
    await server.close()
    await expect(fetchIt()).rejects.toMatchObject({
      code: 'FAILED',
      why: expect.stringMatching(/ECONNREFUSED/),
      hint: expect.stringMatching(/^Check the address/),
    })
  })

  it('that is stopped says how much is here and that the next goes on there', async () => {
    const stop = new AbortController()
    const told: (readonly [number, boolean])[] = []
    const stopped = (bytes: number, resumes: boolean) => told.push([bytes, resumes])
    const options = { dir, signal: stop.signal, progress: () => stop.abort(), stopped }
    server.breakAfter(100_000, 1)
    await expect(download(server.url, options)).rejects.toThrow()
    expect(told).toEqual([[expect.any(Number), true]])
    expect(told[0]![0]).toBeGreaterThan(0)
  })

  it('from a server that gives no version of the file begins anew, and says so', async () => {
    const bare = createServer((_, response) => {
      response.writeHead(200, { 'Content-Length': content.length })
      response.write(content.subarray(0, 100_000), () => response.destroy())
    })
    await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve))
    const stop = new AbortController()
    let resumed: boolean | undefined
    const url = `http://127.0.0.1:${(bare.address() as AddressInfo).port}/m.onnx`
    const options = {
      ...{ dir, signal: stop.signal, progress: () => stop.abort() },
      stopped: (_: number, resumes: boolean) => {
        resumed = resumes
      },
    }
    await expect(download(url, options)).rejects.toThrow()
    expect(resumed).toBe(false)
    bare.closeAllConnections()
    bare.close()
  })

  it('that is sent round in a circle is refused as that, at once', async () => {
    let asked = 0
    const circle = createServer((_, response) => {
      asked += 1
      response.writeHead(302, { Location: '/m.onnx?again=1' }).end()
    })
    await new Promise<void>((resolve) => circle.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(circle.address() as AddressInfo).port}/m.onnx`
    await expect(
      download(url, { dir, signal: new AbortController().signal, progress: () => undefined }),
    ).rejects.toMatchObject({ code: 'FAILED', hint: expect.stringMatching(/address where it ends/) })
    expect(asked).toBe(11)
    circle.close()
  })

  it('follows a redirect, and keeps what a key in the address opens to itself', async () => {
    const away = createServer((_, response) => response.writeHead(302, { Location: server.url }).end())
    await new Promise<void>((resolve) => away.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(away.address() as AddressInfo).port}/m.onnx?signature=abc`
    const options = { dir, signal: new AbortController().signal, progress: () => undefined }
    const { path, discard } = await download(url, options)
    expect(readFileSync(path).equals(content)).toBe(true)
    await discard()
    server.answer(403)
    const refused = await download(url, options).catch((error: unknown) => String(error))
    expect(refused).toContain('/m.onnx answered 403')
    expect(refused).not.toContain('abc')
    away.close()
  })

  it.each(['http://user:secret@127.0.0.1/m.onnx', 'http://token@127.0.0.1/m.onnx'])(
    'from %s is refused, and the hint is about files',
    async (url) => {
      const options = { dir, signal: new AbortController().signal, progress: () => undefined }
      await expect(download(url, options)).rejects.toMatchObject({
        code: 'PASSWORD_IN_URL',
        hint: expect.stringMatching(/gaze model add FILE/),
      })
    },
  )
})
