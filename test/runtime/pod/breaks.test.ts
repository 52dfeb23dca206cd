import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { CLIP_FRAMES, writeClip } from '../../support/clip.ts'
import { jpeg64x48 } from '../../support/jpegs.ts'
import { implementations } from '../media/support.ts'
import { eventsOf } from './kill-rounds.ts'
import { chain, COUNT, createPodSite, type PodSite, type TestPod } from './support.ts'

let site: PodSite
let server: Server
afterEach(async () => {
  await site.clear()
  server.closeAllConnections()
  server.close()
})

type Answer = (response: ServerResponse, clip: Buffer, request: IncomingMessage) => void

const whole: Answer = (response, clip) => void response.end(clip)
const half = (clip: Buffer): Buffer => clip.subarray(0, Math.floor(clip.length / 2))

/** A server whose first answers are these, and all others the whole clip. */
const serve = async (...first: Answer[]): Promise<string> => {
  site = createPodSite({ source: 'pipeline' })
  const path = join(site.dir, 'clip.y4m')
  writeClip(path)
  const clip = readFileSync(path)
  server = createServer((request, response) => (first.shift() ?? whole)(response, clip, request))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/clip.y4m`
}

const start = (path: string, media: string): TestPod =>
  site.start({
    pipeline: chain(['file', { path, rate: 'max', silence: '3s' }], ...COUNT),
    env: { GAZE_MEDIA: media },
  })

/** Says half of it, and then nothing more, with the connection open. */
const stall: Answer = (response, clip) => void response.write(half(clip))
const cut: Answer = (response, clip) => {
  response.writeHead(200, { 'Content-Length': clip.length })
  response.write(half(clip), () => setTimeout(() => response.destroy(), 300))
}

/** ffprobe looks first, so what happens to the reading has to come second. */
const answers = (media: string, answer: Answer): Answer[] => (media === 'addon' ? [answer] : [whole, answer])

describe.each(implementations)('a source at an address, read by %s', (media) => {
  it.each([
    ['stops sending in the middle', stall, /nothing came from it for 3 s/],
    ['is cut off in the middle', cut, /broke off: (Input\/output error|Stream ends prematurely)/],
  ])('that %s is asked again, and events say so', async (_, answer, reason) => {
    const pod = start(await serve(...answers(media, answer)), media)
    const away = await pod.until((status) => status.reason === 'Reconnecting')
    expect(away).toMatchObject({ ready: false, completed: false, message: expect.stringMatching(reason) })
    await pod.until(({ completed }) => completed)
    const { ledger } = await pod.untilState(() => true)
    // The executable may want more of the beginning than there is before it gives a picture.
    expect(ledger.captured).toBeGreaterThanOrEqual(CLIP_FRAMES + (media === 'addon' ? 1 : 0))
    expect(ledger).toMatchObject({ processed: ledger.captured, inFlight: 0, dropped: {} })
    const events = (await eventsOf(site)).map(({ event }) => event)
    const told = events.filter(({ type }) => type.startsWith('gaze.stream.'))
    expect(told).toMatchObject([
      { type: 'gaze.stream.stalled', data: { reason: expect.stringMatching(reason) } },
      { type: 'gaze.stream.recovered', data: { awayMs: expect.any(Number) } },
    ])
    expect(new Set(told.map(({ id }) => id)).size).toBe(2)
    expect(events.filter(({ type }) => type === 'gaze.line.crossed')).toHaveLength(1)
  })

  it('that is a camera is asked again when its server ends the connection', async () => {
    const picture = Buffer.concat([
      Buffer.from(`--x\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg64x48.length}\r\n\r\n`),
      jpeg64x48,
      Buffer.from('\r\n'),
    ])
    const camera: Answer = (response) => {
      response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary=x' })
      response.end(Buffer.concat(Array.from({ length: 40 }, () => picture)))
    }
    const pod = start(await serve(...Array.from({ length: 9 }, () => camera)), media)
    const away = await pod.until((status) => status.reason === 'Reconnecting')
    expect(away.message).toMatch(/the server ended the connection/)
    const once = (await pod.untilState(({ ready }) => !ready)).ledger.processed
    await pod.untilState(({ ledger }) => ledger.processed > once)
    expect(pod.status()?.completed).toBe(false)
  })
})
