import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openVideo } from '../../../src/runtime/media/open-video.ts'
import { writeScene } from '../../../src/runtime/nodes/sources/scene/pictures.ts'
import { implementations, readVideo, tempDir } from './support.ts'

const clip = join(tempDir(), 'clip.ts')
let server: Server
let base = ''

const playlist = (address: string): string =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n${address}\n#EXT-X-ENDLIST\n`

beforeAll(async () => {
  await writeScene(clip, { width: 320, height: 180, fps: 25, frames: 50 })
  const bytes = readFileSync(clip)
  server = createServer((request, response) => {
    if (request.url === '/clip.ts') response.end(bytes)
    else if (request.url === '/good.m3u8') response.end(playlist(`${base}/clip.ts`))
    else if (request.url === '/local.m3u8') response.end(playlist(`file://${clip}`))
    // Says something, and then nothing more.
    else if (request.url === '/silent.ts') response.write(bytes.subarray(0, bytes.length / 2))
    else if (request.url !== '/never') response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

describe.each(implementations)('network sources read by %s', (media) => {
  it('reads a video and a playlist', async () => {
    expect((await readVideo(`${base}/clip.ts`, media)).times).toHaveLength(50)
    expect((await readVideo(`${base}/good.m3u8`, media)).times).toHaveLength(50)
  })

  it('lets no playlist reach a local file', async () => {
    await expect(readVideo(`${base}/local.m3u8`, media)).rejects.toMatchObject({ code: 'SOURCE_FAILED' })
  })

  it('says why there is nothing', async () => {
    const missing = readVideo(`http://user:secret@${base.slice(7)}/missing.ts`, media)
    await expect(missing).rejects.toMatchObject({ code: 'SOURCE_FAILED', why: expect.stringMatching(/404/) })
    await expect(missing).rejects.not.toThrow(/secret/)
  })

  it('gives up one that falls silent, or never answers', async () => {
    const options = { views: [{ kind: 'grey', width: 64 }], media, silenceMs: 1500 } as const
    const readSilent = async (): Promise<string> => {
      const reader = await openVideo(`${base}/silent.ts`, options)
      let picture = await reader.next()
      while (picture !== undefined) picture = await reader.next()
      await reader.close()
      return reader.faults.broken
    }
    // ffprobe may want more of the beginning than there is, so it is already the opening that is given up.
    const why = await readSilent().catch((error) => error.why)
    expect(why).toBe('nothing came from it for 1.5 s')
    const never = openVideo(`${base}/never`, { ...options, silenceMs: 500 })
    await expect(never).rejects.toMatchObject({ code: 'SOURCE_FAILED' })
  })

  it('is stopped while it waits', async () => {
    const stop = new AbortController()
    const opening = openVideo(`${base}/never`, { views: [], media, signal: stop.signal })
    setTimeout(() => stop.abort(), 200)
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' })
  })
})
