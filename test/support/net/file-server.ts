import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FileServer {
  readonly url: string
  /** What was asked so far: the Range header, or `whole`. */
  readonly asked: readonly string[]
  /** Breaks the connection after so many bytes, for so many requests. */
  breakAfter(bytes: number, times: number): void
  /** Has another file from now on. */
  replace(content: Buffer): void
  /** Answers with that status instead. */
  answer(status: number | undefined): void
  close(): Promise<void>
}

const firstByte = ({ headers }: IncomingMessage, etag: string): number => {
  const [, from] = /^bytes=(\d+)-$/.exec(headers.range ?? '') ?? []
  return from !== undefined && headers['if-range'] === etag ? Number(from) : 0
}

/** Serves one file by HTTP, with ranges, as download pages do. */
export const serveFile = async (first: Buffer): Promise<FileServer> => {
  let content = first
  const asked: string[] = []
  let broken = { bytes: 0, times: 0 }
  let status: number | undefined
  const server = createServer((request, response) => {
    asked.push(request.headers.range ?? 'whole')
    if (status !== undefined) return void response.writeHead(status).end()
    const etag = `"${createHash('sha256').update(content).digest('hex').slice(0, 16)}"`
    const from = firstByte(request, etag)
    if (from >= content.length)
      return void response.writeHead(416, { 'Content-Range': `bytes */${content.length}` }).end()
    const part = content.subarray(from)
    response.writeHead(from > 0 ? 206 : 200, {
      'Content-Length': part.length,
      ETag: etag,
      ...(from > 0 && { 'Content-Range': `bytes ${from}-${content.length - 1}/${content.length}` }),
    })
    if (broken.times === 0) return void response.end(part)
    broken = { ...broken, times: broken.times - 1 }
    response.write(part.subarray(0, broken.bytes), () => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/models/Best%20Model.onnx?key=1`,
    asked,
    breakAfter: (bytes, times) => {
      broken = { bytes, times }
    },
    replace: (next) => {
      content = next
    },
    answer: (next) => {
      status = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
