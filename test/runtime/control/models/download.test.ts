import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { download } from '../../../../src/runtime/control/models/download.ts'
import { type FileServer, serveFile } from '../../../support/file-server.ts'

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
    })
  })
})
