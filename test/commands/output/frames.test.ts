import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { jpegSize } from '../../../src/runtime/media/jpeg-header.ts'
import { writeScene } from '../../../src/runtime/nodes/sources/scene/pictures.ts'
import type { GazeEvent } from '../../../src/runtime/wire/event.ts'
import { startCli } from '../../support/cli.ts'
import { createStack, type TestStack } from '../../support/stack.ts'

const SIZE = { width: 640, height: 360 }
const COUNT = 'motion ! track ! count-line name=middle line=0.5,0:0.5,1'

let stack: TestStack
let dir: string
beforeEach(async () => {
  stack = createStack()
  dir = join(stack.home, 'new', 'pictures')
  await writeScene(join(stack.home, 'clip.mp4'), { ...SIZE, fps: 25, frames: 300, traffic: 4 })
})
afterEach(() => stack.clear())

const done = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await stack.gaze(...args)
  expect({ args, code, stderr }).toMatchObject({ code: 0 })
  return stdout
}
const eventsIn = (stdout: string): GazeEvent[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as GazeEvent)
const nameOf = ({ time, id }: GazeEvent): string =>
  `door-${time.replace(/[-:]/g, '')}-line.crossed-${id.split('/').at(-1)}.jpg`
const sizesIn = (where: string) => readdirSync(where).map((name) => jpegSize(readFileSync(join(where, name))))

describe('output tail --frames', () => {
  it('saves the picture of each event of a pulled file, also after its end', async () => {
    await done('up', '--ingest', '127.0.0.1:0')
    await done('image', 'add', 'count', '--pipeline', COUNT)
    await done('stream', 'scale', 'door', '--image', 'count', '--source', join(stack.home, 'clip.mp4'))
    const phase = async () => (await stack.stream('door')).status.phase
    await stack.until('the file ends', phase, (now) => now === 'Completed')

    const tail = ['output', 'tail', 'door', '--no-follow', '--json', '--frames', dir]
    const events = eventsIn(await done(...tail))
    expect(readdirSync(dir).sort()).toEqual([...new Set(events.map(nameOf))].sort())
    expect(sizesIn(dir)).toEqual(readdirSync(dir).map(() => SIZE))

    await done('down')
    const gone = await stack.gaze(...tail.slice(0, -1), join(stack.home, 'none'))
    expect(gone.code).toBe(0)
    expect(eventsIn(gone.stdout)).toEqual(events)
    expect(gone.stderr).toContain(`${events.length} events had no picture any more`)
    expect(readdirSync(join(stack.home, 'none'))).toEqual([])
    const blocked = join(stack.home, 'file')
    writeFileSync(blocked, '')
    expect((await stack.gaze(...tail.slice(0, -1), blocked)).code).toBe(1)
  })

  it('saves them as they happen on a pushed stream', async () => {
    await done('up', '--ingest', '127.0.0.1:0')
    await done('image', 'add', 'count', '--pipeline', COUNT)
    await done('stream', 'scale', 'door', '--image', 'count')
    const tail = startCli(['output', 'tail', 'door', '--frames', dir], { home: stack.home })
    await done('stream', 'send', 'door', '--from', join(stack.home, 'clip.mp4'))
    await tail.until(/gaze\.line\.crossed/)
    const saved = async () => (await stack.gaze('output', 'tail', 'door', '--no-follow', '--json')).stdout
    const names = [...new Set(eventsIn(await saved()).map(nameOf))].sort()
    await stack.until(
      'pictures',
      async () => readdirSync(dir).sort(),
      (now) => names.every((name) => now.includes(name)),
    )
    const { code, stderr } = await tail.stop('SIGINT')
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' })
    expect(sizesIn(dir)).toEqual(readdirSync(dir).map(() => SIZE))
  })
})
