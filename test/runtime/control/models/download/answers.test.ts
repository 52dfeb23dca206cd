import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { download } from '../../../../../src/runtime/control/models/download.ts'

const content = randomBytes(300_000)
const half = content.length / 2

type Answer = (response: ServerResponse, request: IncomingMessage) => void

const whole: Answer = (response) =>
  void response.writeHead(200, { ETag: '"new"', 'Content-Length': content.length }).end(content)

/** The first half of a version, then a broken connection. */
const broken =
  (bytes: Buffer, etag: string): Answer =>
  (response) => {
    response.writeHead(200, { ETag: etag, 'Content-Length': bytes.length })
    response.write(bytes.subarray(0, half), () => response.destroy())
  }

const rest =
  (from: number, headers: Readonly<Record<string, string>>): Answer =>
  (response) =>
    void response
      .writeHead(206, { 'Content-Length': content.length - from, ...headers })
      .end(content.subarray(from))

describe('a download from a server', () => {
  let dir = ''
  let server: Server
  let url = ''
  let answers: Answer[] = []
  const ranges: (string | undefined)[] = []
  const fetchIt = () =>
    download(url, { dir, signal: new AbortController().signal, progress: () => undefined })
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'gaze-download-'))
    ranges.length = 0
    server = createServer((request, response) => {
      ranges.push(request.headers.range)
      const answer = answers[ranges.length - 1] ?? whole
      answer(response, request)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/m.onnx`
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
    rmSync(dir, { recursive: true, force: true })
  })

  const range = `bytes ${half}-${content.length - 1}/${content.length}`
  it.each<[string, Answer]>([
    ['of another version', rest(half, { ETag: '"new"', 'Content-Range': range })],
    [
      'that begins elsewhere',
      rest(half - 100, { 'Content-Range': range.replace(`${half}`, `${half - 100}`) }),
    ],
    ['that does not say where it begins', rest(half, { ETag: '"old"' })],
  ])('that sends a rest %s begins anew', async (_, second) => {
    answers = [broken(Buffer.alloc(content.length), '"old"'), second, whole]
    const { path } = await fetchIt()
    expect(readFileSync(path).equals(content)).toBe(true)
    expect(ranges).toEqual([undefined, `bytes=${half}-`, undefined])
  })

  it('that does not say again of what the rest is goes on more than once', async () => {
    const some: Answer = (response) => {
      response.writeHead(206, { 'Content-Length': half, 'Content-Range': range })
      response.write(content.subarray(half, half + 1_000), () => response.destroy())
    }
    const from = half + 1_000
    answers = [
      broken(content, '"new"'),
      some,
      rest(from, { 'Content-Range': range.replace(`${half}`, `${from}`) }),
    ]
    const { path } = await fetchIt()
    expect(readFileSync(path).equals(content)).toBe(true)
    expect(ranges).toEqual([undefined, `bytes=${half}-`, `bytes=${from}-`])
  })

  it('that compresses unasked has the file as it is', async () => {
    const coded = gzipSync(content)
    answers = [
      (response) =>
        void response
          .writeHead(200, { ETag: '"new"', 'Content-Encoding': 'gzip', 'Content-Length': coded.length })
          .end(coded),
    ]
    const { path } = await fetchIt()
    expect(readFileSync(path).equals(content)).toBe(true)
    expect(ranges).toHaveLength(1)
  })

  it('that announces more than a model has is refused before anything is fetched', async () => {
    answers = [
      (response) => {
        response.writeHead(200, { 'Content-Length': 50 * 1024 ** 3 })
        response.write(content)
      },
    ]
    await expect(fetchIt()).rejects.toMatchObject({ code: 'FAILED', why: expect.stringMatching(/2 GB/) })
    expect(ranges).toHaveLength(1)
  })

  it('that leads to an address with a login is refused, and the login is not said', async () => {
    answers = [
      (response) => void response.writeHead(302, { Location: 'http://user:sekrit@127.0.0.1/m' }).end(),
    ]
    const refused = await fetchIt().catch((error: unknown) => JSON.stringify(error) + String(error))
    expect(refused).toMatch(/login/)
    expect(refused).not.toContain('sekrit')
  })
})
