import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { IngestPorts } from '../../../src/runtime/ingest/settings.ts'
import type { SendReport } from '../../../src/runtime/control/send/send.ts'
import {
  openTestSite,
  startPodLoop,
  streamDraft,
  type TestServer,
  type TestSite,
  until,
  writeStack,
} from '../../runtime/ingest/support.ts'
import { createHome, runCli, runJson, startCli, stateOf } from '../../support/cli.ts'
import { quietPorts } from '../../support/net/quiet-port.ts'
import { hasFfmpeg } from '../../runtime/media/support.ts'

const KEY = 'abcd1234'

let home: string
let site: TestSite
beforeEach(async () => {
  home = createHome()
  site = await openTestSite(stateOf(home))
  await site.records.streams.put(streamDraft('door', KEY, { queue: 8 }), 0)
})
afterEach(async () => {
  await site.close()
  rmSync(home, { recursive: true, force: true })
})

const start = async (ports?: Partial<IngestPorts>): Promise<TestServer> => {
  const server = await site.start(ports)
  await writeStack(site.root, server)
  return server
}

/** Two seconds at 10 pictures a second. */
const makeClip = (): string => {
  const clip = join(home, 'clip.mp4')
  const input = ['-f', 'lavfi', '-i', 'testsrc=s=160x120:r=10:d=2']
  execFileSync('ffmpeg', ['-v', 'error', ...input, '-pix_fmt', 'yuv420p', clip])
  return clip
}

describe.skipIf(!hasFfmpeg)('gaze stream send', () => {
  for (const wire of ['v0', 'v1']) {
    it(`sends every picture of a file by its own clock, and all have arrived when it ends (${wire})`, async () => {
      const server = await start()
      const pod = startPodLoop(server.ports.pods, 'door', 'door-1', 8)
      await until(
        () => server.stream('door'),
        ({ pods }) => pods.length === 1,
      )
      const clip = makeClip()
      const report = await runJson<SendReport>(['stream', 'send', 'door', '--from', clip, '--wire', wire], {
        home,
      })
      expect(report).toMatchObject({ sent: 20, skipped: 0 })
      expect(report.durationMs).toBeGreaterThan(1_800)
      expect(report.bytes).toBeGreaterThan(20 * 1_000)
      const state = await until(
        () => server.stream('door'),
        ({ processed }) => processed === 20,
      )
      expect(state).toMatchObject({ captured: 20, inFlight: 0, dropped: {} })
      await pod.close()
    })
  }

  it('takes a key and an address, and other speeds', async () => {
    const server = await site.start()
    const to = `127.0.0.1:${server.ports.ingest}`
    const args = ['stream', 'send', KEY, '--to', to, '--from', makeClip(), '--fps', '5', '--quality', '30']
    const report = await runJson<SendReport>(args)
    expect(report).toMatchObject({ sent: 20, skipped: 0 })
    // Twice as long as the clip; no machine is too slow for that.
    expect(report.durationMs).toBeGreaterThan(3_700)
    await until(
      () => server.stream('door'),
      ({ captured }) => captured === 20,
    )
  })

  it('begins to count its time with the first picture, however long the source took to open', async () => {
    const server = await site.start()
    const clip = readFileSync(makeClip())
    const source = createServer((_, response) => void setTimeout(() => response.end(clip), 1_500))
    source.listen(0, '127.0.0.1')
    await once(source, 'listening')
    const from = `http://127.0.0.1:${(source.address() as AddressInfo).port}/clip.mp4`
    const args = ['stream', 'send', KEY, '--to', `127.0.0.1:${server.ports.ingest}`, '--from', from]
    const report = await runJson<SendReport>([...args, '--fps', '10'])
    source.close()
    expect(report).toMatchObject({ sent: 20, skipped: 0 })
    expect(report.durationMs).toBeGreaterThan(1_500 + 1_800)
  })

  it('ends in order on Ctrl-C, with what it has sent', async () => {
    const server = await start()
    const cli = startCli(['stream', 'send', 'door', '--from', makeClip(), '--loop', '--json'], { home })
    await until(
      () => server.stream('door'),
      ({ captured }) => captured > 25,
    )
    const { code, stdout } = await cli.stop('SIGINT')
    expect(code).toBe(130)
    const { sent } = JSON.parse(stdout) as SendReport
    await until(
      () => server.stream('door'),
      ({ captured }) => captured === sent,
    )
  })

  it('goes on when gaze-server is killed and comes back; the ledger accounts for the pictures between', async () => {
    const server = await start(await quietPorts())
    const args = ['stream', 'send', 'door', '--from', makeClip(), '--loop', '--fps', '50', '--json']
    const cli = startCli(args, { home })
    await until(
      () => server.stream('door'),
      ({ captured }) => captured > 100,
    )
    await server.stop('SIGKILL')
    const again = await site.start(server.ports)
    const before = (await again.stream('door')).captured
    await until(
      () => again.stream('door'),
      ({ captured }) => captured > before + 50,
    )
    const { stdout, stderr } = await cli.stop('SIGINT')
    const { sent, skipped } = JSON.parse(stdout) as SendReport
    expect(stderr).toContain('Connected again')
    // Those skipped at the very end show with the next picture only.
    await until(
      () => again.stream('door'),
      ({ captured }) => captured === sent + skipped,
    )
  })
})

describe('gaze stream send refuses', () => {
  const refusals: [string, string[], number, string][] = [
    ['an unknown stream', ['dor', '--from', 'x.mp4'], 3, 'STREAM_NOT_FOUND'],
    ['a file that is not there', ['door', '--from', 'nothing.mp4'], 3, 'FILE_NOT_FOUND'],
    ['a camera that is not there', ['door', '--from', 'camera:77'], 1, 'SOURCE_FAILED'],
    ['an impossible speed', ['door', '--from', 'x.mp4', '--fps', '0'], 2, 'USAGE'],
    ['an address that is none', ['door', '--from', 'x.mp4', '--to', 'here'], 2, 'USAGE'],
    ['a stream that reads its source itself', ['pulled', '--from', 'x.mp4'], 1, 'PRECONDITION'],
  ]
  for (const [what, args, code, error] of refusals) {
    it(what, async () => {
      await start()
      await site.records.streams.put(streamDraft('pulled', 'pull0000', { source: '/clip.mp4' }), 0)
      const result = await runCli(['stream', 'send', ...args, '--json'], { home })
      expect(JSON.parse(result.stderr).error).toMatchObject({ code: error })
      expect(result).toMatchObject({ code, stdout: '' })
    })
  }

  it('a public key without the address that it is for', async () => {
    const key = ['stream', 'send', 'door', '--from', 'test', '--public-key', 'x'.repeat(40)]
    expect(await runCli(key, { home })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--public-key needs --to'),
    })
  })

  it('to wait for a stack that is not there, or a port where nobody listens', async () => {
    const down = await runCli(['stream', 'send', 'door', '--from', 'x.mp4', '--json'], { home })
    expect(down.code).toBe(1)
    expect(JSON.parse(down.stderr).error).toMatchObject({ code: 'NOT_RUNNING' })
    const nobody = await runCli(
      ['stream', 'send', 'door', '--from', 'x.mp4', '--to', '127.0.0.1:1', '--json'],
      {
        home,
      },
    )
    expect(nobody.code).toBe(1)
    expect(JSON.parse(nobody.stderr).error.message).toContain('127.0.0.1:1')
  })
})
