import { get } from 'node:http'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createJpegDecoder } from '../../../src/runtime/media/jpeg.ts'
import { jpegSize } from '../../../src/runtime/media/jpeg-header.ts'
import { writeScene } from '../../../src/runtime/nodes/sources/scene/pictures.ts'
import { until } from '../ingest/support.ts'
import { difference, hasFfmpeg, implementations, readVideo } from '../media/support.ts'
import { busySite } from './kill-rounds.ts'
import { chain, COUNT, createPodSite, type PodSite, TOKEN, type TestPod } from './support.ts'

let site: PodSite
afterEach(() => site.clear())

const headers = { Authorization: `Bearer ${TOKEN}` }

/** Ten events for one thing that crosses the picture. */
const manyLines = (path: string): ReturnType<typeof chain> => {
  const { nodes } = chain(['file', { path, rate: 'max', loop: true }], ['motion', {}], ['track', {}])
  for (let n = 0; n < 10; n += 1) {
    const params = { name: `line-${n}`, line: `0.${n}5,0:0.${n}5,1` }
    nodes.push({ id: `line-${n}`, type: 'count-line', params, from: [nodes.at(-1)?.id ?? ''] })
  }
  return { nodes }
}

/**
 * Everything that a client of `/frames` takes in that time and until it has `least` pictures; it takes nothing for
 * the first part of it.
 */
const watch = (pod: TestPod, query: string, pauseMs: number, ms: number, least = 0) =>
  new Promise<{ type: string | undefined; body: Buffer }>((resolve, reject) => {
    get(`${pod.base()}/frames${query}`, { headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.once('close', () =>
        resolve({ type: response.headers['content-type'], body: Buffer.concat(chunks) }),
      )
      response.once('error', () => undefined)
      setTimeout(() => response.on('data', (chunk: Buffer) => void chunks.push(chunk)), pauseMs)
      const look = (): void => {
        if (picturesIn(Buffer.concat(chunks)).length >= least) response.destroy()
        else setTimeout(look, 50)
      }
      setTimeout(look, ms)
    }).once('error', reject)
  })

const picturesIn = (body: Buffer): Buffer[] => {
  const pictures: Buffer[] = []
  for (let at = 0; ; ) {
    const head = body.indexOf('\r\n\r\n', at)
    const length = /Content-Length: (\d+)/.exec(body.subarray(at, Math.max(at, head)).toString('latin1'))?.[1]
    if (head < 0 || length === undefined || head + 4 + Number(length) > body.length) return pictures
    pictures.push(body.subarray(head + 4, head + 4 + Number(length)))
    at = head + 4 + Number(length)
  }
}

describe('pictures of a pod', () => {
  it('shows the newest ones to a browser, no more than asked for', async () => {
    site = busySite()
    const pod = site.start()
    await pod.untilState(({ ledger }) => ledger.processed > 5)
    const begun = Date.now()
    const { type, body } = await watch(pod, '?fps=10', 0, 1_500, 3)
    const seconds = (Date.now() - begun) / 1_000
    expect(type).toMatch(/^multipart\/x-mixed-replace; boundary=\S+$/)
    const pictures = picturesIn(body)
    expect(pictures.length).toBeGreaterThan(2)
    expect(pictures.length).toBeLessThanOrEqual(seconds * 10 + 3)
    expect(pictures.map(jpegSize)).toEqual(pictures.map(() => ({ width: 320, height: 180 })))
    const bad = await fetch(`${pod.base()}/frames?fps=1000`, { headers })
    expect(bad.status).toBe(400)
  })

  it('keeps those of the newest events within a bound, by their ids', async () => {
    site = busySite()
    const pod = site.start({ pipeline: manyLines(join(site.dir, 'clip.y4m')) })
    await pod.untilState(({ events }) => events.written > 70)
    const { pictures } = await pod.untilState(() => true)
    expect(pictures.kept).toBeGreaterThan(0)
    expect(pictures.kept).toBeLessThanOrEqual(64)
    const { ids } = (await (await fetch(`${pod.base()}/frames/`, { headers })).json()) as { ids: string[] }
    const answer = await fetch(`${pod.base()}/frames/${encodeURIComponent(ids.at(-1)!)}`, { headers })
    expect(answer.headers.get('content-type')).toBe('image/jpeg')
    expect(jpegSize(new Uint8Array(await answer.arrayBuffer()))).toEqual({ width: 320, height: 180 })
    const gone = await fetch(`${pod.base()}/frames/door%2F1%2F999999999%2Fx%2F0`, { headers })
    expect(gone.status).toBe(404)
    expect(await gone.json()).toMatchObject({ error: expect.stringContaining('door/1/999999999/x/0') })
    expect((await fetch(`${pod.base()}/frames/%E0%A4%A`, { headers })).status).toBe(400)
  })

  it('has those of a scene, which draws them late', async () => {
    const scene = { width: 640, height: 360, rate: 'max', traffic: 4, duration: '30s' }
    site = createPodSite({ source: 'pipeline', pipeline: chain(['scene', scene], ...COUNT) })
    const pod = site.start()
    const { events } = await pod.untilState((state) => state.completed && state.pictures.bytes > 0)
    expect(events.written).toBeGreaterThan(0)
    const { ids } = (await (await fetch(`${pod.base()}/frames/`, { headers })).json()) as { ids: string[] }
    for (const id of ids) {
      const answer = await fetch(`${pod.base()}/frames/${encodeURIComponent(id)}`, { headers })
      expect(jpegSize(new Uint8Array(await answer.arrayBuffer()))).toEqual({ width: 640, height: 360 })
    }
    expect(await pod.kill('SIGTERM')).toBe(0)
  })

  it('is not held up by a client that takes nothing', async () => {
    site = busySite()
    const pod = site.start()
    const before = await pod.untilState(({ ledger }) => ledger.processed > 5)
    const idle = watch(pod, '?fps=30', 60_000, 2_000)
    await until(
      () => pod.untilState(() => true),
      ({ ledger }) => ledger.processed > before.ledger.processed + 200,
    )
    await idle
  })

  it.skipIf(!hasFfmpeg)('has them with the ffmpeg executable too', async () => {
    site = busySite()
    const pod = site.start({ env: { GAZE_MEDIA: 'ffmpeg' } })
    await pod.untilState(({ pictures }) => pictures.bytes > 0)
    const { body } = await watch(pod, '?fps=10', 0, 1_500, 3)
    expect(picturesIn(body).length).toBeGreaterThan(2)
    const { ids } = (await (await fetch(`${pod.base()}/frames/`, { headers })).json()) as { ids: string[] }
    const answer = await fetch(`${pod.base()}/frames/${encodeURIComponent(ids[0]!)}`, { headers })
    expect(jpegSize(new Uint8Array(await answer.arrayBuffer()))).toEqual({ width: 320, height: 180 })
  })

  it('shows what was drawn, of events and at the end, too', async () => {
    site = createPodSite({ source: 'pipeline' })
    const path = join(site.dir, 'clip.mp4')
    await writeScene(path, { width: 320, height: 180, frames: 120, noise: 0, traffic: 4, seed: 5 })
    const pod = site.start({
      pipeline: chain(['file', { path, rate: 'max' }], ...COUNT, ['draw', { what: 'lines', size: 6 }]),
    })
    await pod.until(({ completed }) => completed)
    const decoder = await createJpegDecoder([{ kind: 'rgb' }])
    /** Whether the line, which goes down the middle, is there in its colour. */
    const hasLine = async (jpeg: Uint8Array): Promise<boolean> => {
      const { rgb, release } = await decoder.decode(jpeg)
      const rows = [60, 90, 120].map((row) => [
        ...rgb!.data.subarray((row * 320 + 160) * 3, (row * 320 + 160) * 3 + 3),
      ])
      release()
      return rows.every(([red, green, blue]) => red! > 150 && green! > 110 && blue! < 110)
    }
    const shown = picturesIn(
      Buffer.from(await (await fetch(`${pod.base()}/frames`, { headers })).arrayBuffer()),
    )
    expect(await hasLine(shown[0]!)).toBe(true)
    const { ids } = (await (await fetch(`${pod.base()}/frames/`, { headers })).json()) as { ids: string[] }
    expect(ids.length).toBeGreaterThan(0)
    for (const id of ids) {
      const answer = await fetch(`${pod.base()}/frames/${encodeURIComponent(id)}`, { headers })
      expect(await hasLine(new Uint8Array(await answer.arrayBuffer()))).toBe(true)
    }
    await decoder.close()
    const { ledger } = await pod.untilState(() => true)
    expect(ledger).toMatchObject({ captured: 120, processed: 120, inFlight: 0, dropped: {} })
  })

  it.each(implementations)('shows the last one when the source has ended (%s)', async (media) => {
    site = createPodSite({ source: 'pipeline' })
    const path = join(site.dir, 'clip.mp4')
    await writeScene(path, { width: 320, height: 180, frames: 60, noise: 0, traffic: 40 })
    const pipeline = chain(['file', { path, rate: 'max' }], ...COUNT)
    const pod = site.start({ pipeline, env: { GAZE_MEDIA: media } })
    await pod.until(({ completed }) => completed)
    const answer = await fetch(`${pod.base()}/frames`, { headers })
    expect(answer.status).toBe(200)
    const pictures = picturesIn(Buffer.from(await answer.arrayBuffer()))
    expect(pictures).toHaveLength(1)
    const decoder = await createJpegDecoder([{ kind: 'grey', width: 160 }], media)
    const shown = (await decoder.decode(pictures[0]!)).greys[0]!.data
    await decoder.close()
    const { greys } = await readVideo(path, media)
    const distances = greys.map((grey) => difference(grey, shown))
    expect(distances.indexOf(Math.min(...distances))).toBe(greys.length - 1)
    expect(distances.at(-1)).toBeLessThan(2)
  })
})
