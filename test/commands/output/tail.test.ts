import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type EventLog, openEventLog } from '../../../src/runtime/pod/event-log/event-log.ts'
import { openEmbedded } from '../../../src/runtime/records/embedded.ts'
import { createLogger } from '../../../src/runtime/service/log.ts'
import { stateDir } from '../../../src/runtime/state-dir.ts'
import type { GazeEvent } from '../../../src/runtime/wire/event.ts'
import { streamDraft } from '../../runtime/records/drafts.ts'
import { createHome, runCli, startCli, stateOf } from '../../support/cli.ts'

let home = ''
beforeEach(() => {
  home = createHome()
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const event = (stream: string, n: number, type = 'gaze.line.crossed'): GazeEvent => ({
  specversion: '1.0',
  id: `${stream}/1/${n}/${type}/0`,
  source: `/gaze/streams/${stream}`,
  type,
  time: new Date(n * 1000).toISOString(),
  datacontenttype: 'application/json',
  data: { n, line: 'door', direction: 'in', totals: { in: n, out: 0 } },
})

const openLog = (stream: string, pod: string, now: () => number = Date.now): Promise<EventLog> =>
  openEventLog({
    dir: join(stateDir(stateOf(home)).events, stream, pod),
    log: createLogger(() => {}),
    segmentBytes: 1_000,
    now,
  })

const record = async (stream: string): Promise<void> => {
  const records = await openEmbedded(stateDir(stateOf(home)))
  await records.streams.put(streamDraft(stream), 0)
  await records.close()
}

const idsOf = (stdout: string): string[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as GazeEvent).id)

const idsFromTo = (stream: string, from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, n) => event(stream, from + n).id)

describe('output tail', () => {
  it.runIf(process.platform === 'linux')('refuses a directory of frames that cannot be made', async () => {
    await record('door')
    const tail = ['output', 'tail', 'door', '--no-follow', '--frames', '/proc/gaze/frames']
    expect(await runCli(tail, { home })).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('Error: --frames /proc/gaze/frames cannot be made'),
    })
  })

  it('refuses a stream that is not there', async () => {
    await record('doors')
    const human = await runCli(['output', 'tail', 'door', '--no-follow'], { home })
    expect(human).toMatchObject({ code: 3, stdout: '' })
    expect(human.stderr).toMatch(/There is no stream "door"/)
    expect(human.stderr).toMatch(/did you mean doors/)
    const json = await runCli(['output', 'tail', 'doors', 'yard', '--json'], { home })
    expect(json).toMatchObject({ code: 3, stdout: '' })
    expect(JSON.parse(json.stderr)).toMatchObject({
      error: { code: 'STREAM_NOT_FOUND', details: { stream: 'yard' } },
    })
  })

  it('reads the events of all pods in the order of their logging, without a stack', async () => {
    await record('door')
    let clock = Date.now() - 3_600_000
    const first = await openLog('door', 'door-a', () => clock)
    const second = await openLog('door', 'door-b', () => clock)
    for (let n = 0; n < 40; n += 1) {
      clock += 1_000
      ;(n % 3 === 0 ? first : second).append([event('door', n)])
    }
    clock = Date.now()
    second.append([event('door', 40), event('door', 41, 'gaze.count')])
    await Promise.all([first.close(), second.close()])

    const tail = (...more: string[]) =>
      runCli(['output', 'tail', 'door', '--no-follow', '--json', ...more], { home })
    const all = await tail()
    expect(all).toMatchObject({ code: 0, stderr: '' })
    expect(idsOf(all.stdout)).toEqual([...idsFromTo('door', 0, 41), event('door', 41, 'gaze.count').id])
    expect(idsOf((await tail('--since', '30m')).stdout)).toHaveLength(2)
    expect(idsOf((await tail('--since', '5m', '--type', 'line.crossed')).stdout)).toEqual([
      event('door', 40).id,
    ])
    expect(idsOf((await tail('--type', 'gaze.c*')).stdout)).toEqual([event('door', 41, 'gaze.count').id])

    const human = await runCli(['output', 'tail', 'door', '--no-follow', '--since', '5m'], { home })
    expect(human.stdout.split('\n')[0]).toBe(
      '1970-01-01T00:00:40.000Z  door  gaze.line.crossed  n=40 line=door direction=in totals.in=40 totals.out=0',
    )
  })

  it('reads what a removed stream left, and does not wait for more of it', async () => {
    const log = await openLog('door', 'door-a')
    log.append([event('door', 0)])
    await log.close()
    const read = await runCli(['output', 'tail', 'door', '--no-follow', '--json'], { home })
    expect(idsOf(read.stdout)).toEqual([event('door', 0).id])
    const follow = await runCli(['output', 'tail', 'door'], { home })
    expect(follow.code).toBe(3)
    expect(follow.stderr).toMatch(/--no-follow/)
  })

  it('says that a program gives none', async () => {
    await runCli(['image', 'add', 'blur', '--command', 'cat'], { home })
    await runCli(['stream', 'scale', 'yard', '--image', 'blur', '--no-wait'], { home })
    const tail = ['output', 'tail', 'yard', '--no-follow']
    expect(await runCli(tail, { home })).toMatchObject({
      ...{ code: 0, stdout: '' },
      stderr: expect.stringMatching(/^stream yard gives no events: its image blur .*gaze logs tail yard/),
    })
  })

  it('says what is gone', async () => {
    const log = await openLog('door', 'door-a')
    const late = await openEventLog({
      dir: join(stateDir(stateOf(home)).events, 'door', 'door-b'),
      log: createLogger(() => {}),
      segmentBytes: 1_000,
      maxBytes: 3_000,
    })
    for (let n = 0; n < 40; n += 1) late.append([event('door', n)])
    const gone = late.state().startOffset
    await Promise.all([log.close(), late.close()])
    const read = await runCli(['output', 'tail', 'door', '--no-follow', '--json'], { home })
    expect(idsOf(read.stdout)).toEqual(idsFromTo('door', gone, 40))
    expect(read.stderr).toContain(`${gone} events of door-b are gone`)
  })

  it('follows over restarts, rotations and new pods, and ends on Ctrl-C', async () => {
    await record('door')
    let log = await openLog('door', 'door-a')
    log.append([event('door', 0)])
    const tail = startCli(['output', 'tail', 'door', '--json'], { home })
    await tail.until(/door\/1\/0\//)
    expect(tail.stderr()).toMatch(/not running/)
    for (let n = 1; n < 30; n += 1) {
      log.append([event('door', n)])
      if (n % 10 !== 0) continue
      await log.close()
      log = await openLog('door', 'door-a')
    }
    await tail.until(/door\/1\/29\//)
    const next = await openLog('door', 'door-b')
    next.append(Array.from({ length: 10 }, (_, n) => event('door', 30 + n)))
    await tail.until(/door\/1\/39\//)
    await Promise.all([log.close(), next.close()])
    const { code, stdout, stderr } = await tail.stop('SIGINT')
    expect(code).toBe(130)
    expect(idsOf(stdout)).toEqual(idsFromTo('door', 0, 40))
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  it('ends silently when its reader goes', async () => {
    await record('door')
    const log = await openLog('door', 'door-a')
    for (let n = 0; n < 2_000; n += 1) log.append([event('door', n)])
    await log.close()
    const tail = startCli(['output', 'tail', 'door', '--json', '--quiet'], { home })
    await tail.until(/\n/)
    tail.child.stdout!.destroy()
    expect(await tail.ended).toMatchObject({ code: 0, stderr: '' })
  })
})
