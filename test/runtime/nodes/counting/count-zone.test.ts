import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { GazeEvent } from '../../../../src/runtime/wire/event.ts'
import { createHome, runCli } from '../../../support/cli.ts'

const STREET = 'scene frames=400 width=640 height=360 seed=3 traffic=2 ! motion ! track'
const MIDDLE = 'polygon=0.4,0:0.6,0:0.6,1:0.4,1'

const eventsOf = async (statement: string): Promise<GazeEvent[]> => {
  const { code, stdout, stderr } = await runCli(['pipeline', 'run', statement, '--json'])
  expect(code, stderr).toBe(0)
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as GazeEvent)
}

describe('gaze pipeline run … ! count-zone', () => {
  it('sees in those who cross its sides, and out those who leave, as two lines count them', async () => {
    const lines = 'count-line a line=0.4,0:0.4,1 ! count-line b line=0.6,0:0.6,1'
    const events = await eventsOf(`${STREET} ! ${lines} ! count-zone middle ${MIDDLE} dwell=1s every=5s`)
    const count = (type: string, data: object = {}): number =>
      events.filter(
        (event) =>
          event.type === type && Object.entries(data).every(([key, value]) => event.data[key] === value),
      ).length
    const [right, left] = [{ direction: 'out' }, { direction: 'in' }]
    const crossed = (line: string, data: object): number => count('gaze.line.crossed', { line, ...data })
    const entered = count('gaze.zone.entered')
    expect(entered).toBeGreaterThan(5)
    expect(entered).toBe(crossed('a', right) + crossed('b', left))
    expect(count('gaze.zone.left')).toBe(crossed('a', left) + crossed('b', right))

    const stays = events.filter(({ type }) => type === 'gaze.zone.left')
    const long = stays.filter(({ data }) => Number(data.dwellMs) >= 1000)
    const dwelt = new Set(
      events.filter(({ type }) => type === 'gaze.zone.dwelt').map(({ data }) => data.trackId),
    )
    expect(long.length).toBeGreaterThan(0)
    for (const { data } of long) expect(dwelt).toContain(data.trackId)

    const counts = events.filter(({ type }) => type === 'gaze.count')
    expect(counts.map(({ time }) => time.slice(14, 19))).toEqual(['00:05', '00:10', '00:15'])
    for (const { data } of counts) {
      const { entered: came, left: went } = data.totals as { entered: number; left: number }
      expect(data).toMatchObject({ zone: 'middle', occupancy: came - went })
    }
  })

  it('keeps the stay of one whom the detector misses for as long as the tracker remembers', async () => {
    const home = createHome()
    const file = join(home, 'det.txt')
    const hidden = (frame: number, from: number, to: number): boolean => frame >= from && frame < to
    const frames = Array.from({ length: 400 }, (_, n) => n + 1)
      .filter((frame) => !hidden(frame, 50, 58) && !hidden(frame, 80, 100) && !hidden(frame, 300, 390))
      .map((frame) => `${frame},-1,300,150,60,150,0.9`)
    writeFileSync(file, frames.join('\n'))
    const zone = 'count-zone polygon=0.2,0.2:0.8,0.2:0.8,1:0.2,1 dwell=20s'
    const source = `detections ${file} fps=10 width=768 height=432`
    const events = await eventsOf(`${source} ! track ! ${zone}`)
    rmSync(home, { recursive: true })
    const told = events.map(({ type, data }) => [type, data.trackId, data.dwellMs])
    expect(told).toEqual([
      ['gaze.zone.entered', 1, undefined],
      ['gaze.zone.dwelt', 1, 20_000],
      ['gaze.zone.left', 1, 29_800],
      ['gaze.zone.entered', 2, undefined],
    ])
  })

  it('counts the classes that are asked for alone, as a line does', async () => {
    const events = await eventsOf(
      `${STREET} ! count-line line=0.5,0:0.5,1 classes=person,car ! count-zone ${MIDDLE} classes=person`,
    )
    expect(events).toEqual([])
  })

  it('says that a class which it counts will never come', async () => {
    const statement = `scene frames=2 ! motion ! track ! count-zone ${MIDDLE} classes=objects ! print`
    expect(await runCli(['pipeline', 'run', statement])).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(
        /^Warning: node count-zone: no node before it gives the class objects, which it counts: they give object$/m,
      ),
    })
  })

  it('says of two zones of one name that nothing tells their events apart', async () => {
    const count = `count-zone ${MIDDLE} ! count-line line=0,0:1,1 ! count-zone`
    const run = (rest: string) =>
      runCli(['pipeline', 'run', `scene frames=2 ! motion ! track ! ${count} ${rest}`])
    expect((await run(MIDDLE)).stderr).toMatch(
      /^Warning: node count-zone-2: it is called zone as count-zone is, and nothing tells their events apart; name= does$/m,
    )
    expect((await run(`other ${MIDDLE}`)).stderr).not.toContain('Warning')
  })

  it.each([
    ['0.1,0.1:0.9,0.9:0.9,0.1:0.1,0.9', 'crosses itself'],
    ['0.1,0.1:0.9,0.9', 'at least 3'],
  ])('refuses polygon=%s', async (polygon, why) => {
    const { code, stdout } = await runCli([
      ...['pipeline', 'check', `motion ! track ! count-zone polygon=${polygon} ! print`, '--json'],
    ])
    expect(code).toBe(2)
    const { errors } = JSON.parse(stdout) as { errors: { code: string; message: string; column: number }[] }
    expect(errors).toMatchObject([{ code: 'BAD_VALUE', message: expect.stringContaining(why), column: 37 }])
  })
})
