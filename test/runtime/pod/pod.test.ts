import { execFileSync } from 'node:child_process'
import { createReadStream, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { isBalanced } from '../../../src/runtime/ledger/tally.ts'
import type { GazeEvent } from '../../../src/runtime/wire/event.ts'
import { CLIP_FRAMES, writeClip } from '../../support/clip.ts'
import { busySite, counters, eventsOf, killRounds } from './kill-rounds.ts'
import { createPodSite, type PodSite, TOKEN } from './support.ts'

let site: PodSite
afterEach(() => site.clear())

describe('pod', () => {
  it('pulls a file, counts, completes and idles', async () => {
    site = createPodSite({})
    const source = join(site.dir, 'clip.y4m')
    writeClip(source)
    const pod = site.start({ source })
    await pod.until(({ ready, active, completed }) => ready && active && !completed)
    const completed = await pod.until((status) => status.completed)
    expect(completed).toMatchObject({ ready: true, active: true, reason: 'Completed' })
    const state = await pod.untilState(() => true)
    expect(state).toMatchObject({ pod: 'door-a', stream: 'door', generation: 1, digest: 'sha256:0' })
    expect(state.ledger).toEqual({ captured: CLIP_FRAMES, processed: CLIP_FRAMES, inFlight: 0, dropped: {} })
    expect(state.events).toMatchObject({ written: 1, endOffset: 1, problem: '' })
    expect(await pod.kill('SIGTERM')).toBe(0)
    const [logged, ...others] = await eventsOf(site)
    expect(others).toEqual([])
    expect(logged?.event).toMatchObject({
      source: '/gaze/streams/door',
      type: 'gaze.line.crossed',
      data: { line: 'door', totals: { in: 0, out: 1 } },
    })
    expect(counters(site)).toEqual(state.ledger)
  })

  it('serves health openly, and state, metrics and events to the token', async () => {
    site = busySite()
    const pod = site.start()
    await pod.untilState(({ events }) => events.written > 3)
    const ask = (path: string, headers: Record<string, string> = {}) =>
      fetch(`${pod.base()}${path}`, { headers })
    expect((await ask('/readyz')).status).toBe(200)
    expect((await ask('/state')).status).toBe(401)
    const authorised = { Authorization: `Bearer ${TOKEN}` }
    expect((await ask('/nothing', authorised)).status).toBe(404)
    expect((await ask('/frames')).status).toBe(401)
    const metrics = await (await ask('/metrics', authorised)).text()
    expect(metrics).toMatch(/^gaze_pod_ready\{stream="door",pod="door-a"\} 1$/m)
    expect(metrics).toMatch(
      /^gaze_node_in_total\{stream="door",pod="door-a",node="motion",type="motion"\} \d+$/m,
    )
    const lines = await ask('/events?from=1&follow=false', { ...authorised, Accept: 'application/x-ndjson' })
    const events = (await lines.text()).trim().split('\n')
    const logged = await eventsOf(site)
    expect(events.map((line) => JSON.parse(line) as GazeEvent)).toEqual(
      logged.slice(1, events.length + 1).map(({ event }) => event),
    )
    const stream = await ask('/events', { ...authorised, 'Last-Event-ID': '1' })
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader.read()).value).toMatch(/^id: 2\ndata: \{"specversion"/)
    await reader.cancel()
    expect((await ask('/events?from=x', authorised)).status).toBe(400)
  })

  it('survives kill -9: nothing logged is lost, offsets go on, repeats have the same id, the ledger balances', async () => {
    site = busySite()
    await killRounds(site, 3)
  })

  it('ends when its parent lets go of it', async () => {
    site = busySite()
    const pod = site.start()
    await pod.untilState(({ events }) => events.written > 1)
    pod.child.disconnect()
    expect(await pod.ended).toBe(0)
    expect(pod.stderr()).toMatch(/its parent let go of it/)
    expect(isBalanced(counters(site))).toBe(true)
  })

  it.each([
    ['a missing file', (dir: string) => join(dir, 'nothing.mp4'), /There is no file .*nothing\.mp4$/],
    ['a directory', (dir: string) => dir, /is a directory/],
    [
      'a file without video',
      (dir: string) => {
        writeFileSync(join(dir, 'text.mp4'), 'no video at all')
        return join(dir, 'text.mp4')
      },
      /text\.mp4/,
    ],
  ])('ends with one line about %s', async (_, make, line) => {
    site = createPodSite({})
    const pod = site.start({ source: make(site.dir) })
    expect(await pod.ended).toBe(1)
    expect(pod.status()).toMatchObject({ ready: false, reason: 'Failed' })
    expect(pod.stderr().trim().split('\n').at(-1)).toMatch(line)
    expect(pod.stderr()).not.toMatch(/\n {4}at /)
  })

  it('says what is wrong with its assignment', async () => {
    site = createPodSite({})
    const pod = site.start({ eventsDir: join(site.dir, 'assignment.json', 'events') })
    expect(await pod.ended).toBe(1)
    expect(pod.stderr()).toMatch(/ENOTDIR|EEXIST/)
  })

  it('asks a remote source again and again, and shows no secret', async () => {
    site = createPodSite({})
    const env = { PASSWORD: 'correct-horse-battery' }
    const pod = site.start({
      source: 'rtsp://user:${PASSWORD}@127.0.0.1:1/correct-horse-battery',
      env,
      secretEnv: ['PASSWORD'],
    })
    const away = await pod.until(({ reason }) => reason === 'Reconnecting')
    expect(away).toMatchObject({ ready: false, completed: false })
    const state = await fetch(`${pod.base()}/state`, { headers: { Authorization: `Bearer ${TOKEN}` } })
    const said = `${JSON.stringify(away)}${await state.text()}`
    expect(await (await fetch(`${pod.base()}/readyz`)).json()).toMatchObject({ ready: false })
    expect(await pod.kill('SIGTERM')).toBe(0)
    expect(`${said}${pod.stderr()}`).not.toContain(env.PASSWORD)
    expect(pod.stderr()).toMatch(/the source is away/)
  })

  it('reads a remote source as soon as it is there', async () => {
    site = createPodSite({})
    const clip = join(site.dir, 'clip.y4m')
    writeClip(clip)
    const server = createServer((_, response) => void createReadStream(clip).pipe(response))
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
    })
    await new Promise((resolve) => server.close(resolve))
    const pod = site.start({ source: `http://127.0.0.1:${port}/clip.y4m` })
    await pod.until(({ ready, reason }) => !ready && reason === 'Reconnecting')
    server.listen(port, '127.0.0.1')
    await pod.until(({ completed }) => completed)
    const { ledger, events } = await pod.untilState(() => true)
    expect(ledger).toEqual({ captured: CLIP_FRAMES, processed: CLIP_FRAMES, inFlight: 0, dropped: {} })
    expect(events.written).toBe(3)
    const types = (await eventsOf(site)).map(({ event }) => event.type)
    expect(types).toEqual(['gaze.stream.stalled', 'gaze.stream.recovered', 'gaze.line.crossed'])
    server.close()
    server.closeAllConnections()
  })

  it.skipIf(process.platform !== 'linux')('keeps running while its event log is full', async () => {
    site = busySite()
    const pod = site.start({}, ['prlimit', '--fsize=2500:unlimited'])
    const full = await pod.untilState(({ events }) => (events.discarded['event-log-full'] ?? 0) > 2)
    expect(full).toMatchObject({
      ready: true,
      events: { problem: expect.stringContaining('event-log-full') },
    })
    await pod.until(({ reason }) => reason === 'EventsNotLogged')
    execFileSync('prlimit', ['--pid', String(pod.child.pid), '--fsize=unlimited'])
    const { written } = full.events
    await pod.untilState(({ events }) => events.written > written && events.problem === '')
    await pod.until(({ reason }) => reason === '')
    expect(await pod.kill('SIGTERM')).toBe(0)
  })
})
