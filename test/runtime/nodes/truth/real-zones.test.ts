import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { GazeEvent } from '../../../../src/runtime/wire/event.ts'
import { runCli } from '../../../support/cli.ts'

const data = process.env.GAZE_TEST_DATA ?? ''
const there = existsSync(join(data, 'videos', 'preview-worker-zone-detection.gif'))
if (!there)
  console.warn('SKIPPED: zones on real clips. Set GAZE_TEST_DATA to a folder with videos and models.')

const MIDDLE = 'count-zone middle polygon=0.3,0.3:0.7,0.3:0.7,1:0.3,1 anchor=bottom'

const eventsOf = async (clip: string, model: string, how = ''): Promise<GazeEvent[]> => {
  const detect = `detect model=${join(data, 'models', model)} classes=person ${how}`
  const statement = `file ${join(data, 'videos', clip)} ! ${detect} ! track ! count-line line=0.5,0:0.5,1 ! ${MIDDLE}`
  const { code, stdout, stderr } = await runCli(['pipeline', 'run', statement, '--json'])
  expect(code, stderr).toBe(0)
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as GazeEvent)
}

/** What happened in which picture: within a few, since a detector says where feet are as it sees them. */
const told = (events: readonly GazeEvent[]) =>
  events.map(({ id, type, data: { direction, trackId, lost, occupancy } }) => ({
    ...{ picture: Number(id.split('/')[2]), type, trackId },
    ...(direction === undefined ? { occupancy } : { direction }),
    ...(lost === undefined ? {} : { lost }),
  }))

describe.skipIf(!there).each(['yolox_nano_416x416.onnx', 'nanodet_m_416.onnx'])('zones by %s', (model) => {
  // By eye: a worker in an orange vest is half in the picture at the lower right of the middle at its first picture,
  // goes to the left through the middle, has his feet on the zone's left side in pictures 38 to 42 of 71, and then stands
  // there to the end.
  it('follow a worker who goes through the middle and out of it', async () => {
    const events = told(await eventsOf('preview-worker-zone-detection.gif', model))
    expect(events).toEqual([
      { picture: expect.any(Number), type: 'gaze.zone.entered', trackId: 1, occupancy: 1 },
      { picture: expect.any(Number), type: 'gaze.line.crossed', trackId: 1, direction: 'in' },
      { picture: expect.any(Number), type: 'gaze.zone.left', trackId: 1, occupancy: 0, lost: false },
    ])
    const [entered, crossed, left] = events.map(({ picture }) => picture)
    expect(entered).toBeLessThan(8)
    expect(crossed).toBeLessThan(12)
    // From picture 32 on the middle of his box is a pixel from where the zone's hysteresis ends.
    expect(left).toBeGreaterThan(30)
    expect(left).toBeLessThan(45)
  })

  // By eye: a woman at the left edge goes out by a door there; nobody is ever in the middle.
  it('are empty where nobody is', async () => {
    expect(await eventsOf('preview-people-detection.gif', model)).toEqual([])
  })
})

describe.skipIf(!there).each(['every=2', 'every=3', 'only-on-motion=true'])('zones with %s', (how) => {
  it('are entered, crossed and left as without it', async () => {
    const counted = async (way = '') =>
      told(await eventsOf('preview-worker-zone-detection.gif', 'yolox_nano_416x416.onnx', way)).map(
        ({ picture: _, ...event }) => event,
      )
    expect(await counted(how)).toEqual(await counted())
  })
})
