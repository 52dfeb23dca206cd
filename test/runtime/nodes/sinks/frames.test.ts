import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { frames } from '../../../../src/runtime/nodes/sinks/frames.ts'
import type { Detection, Item, Track } from '../../../../src/runtime/pipeline/item.ts'
import { event, item, noEmit, watchedContext } from './context.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gaze-frames-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const DEFAULTS = { name: '%06d.jpg', every: 1, only: 'all', quality: 80, keep: undefined }
const detection: Detection = { box: [0, 0, 1, 1], class: 'person' }
const track: Track = { ...detection, trackId: 1, start: [0, 0, 1, 1], hits: 9, coasting: false }

const open = async (params: object, watched = watchedContext()) => {
  const node = await frames.open(
    { ...DEFAULTS, path: join(dir, 'a', 'b'), ...params } as never,
    watched.context,
  )
  return { node, ...watched }
}

const written = async (params: object, items: readonly Item[]): Promise<string[]> => {
  const { node } = await open(params)
  for (const one of items) await node.process(one, noEmit)
  await node.close()
  return readdirSync(join(dir, 'a', 'b')).sort()
}

describe('frames', () => {
  it('writes each frame under its number, and makes the folder', async () => {
    const names = await written({}, [item(0, [], Buffer.from('first')), item(12)])
    expect(names).toEqual(['000000.jpg', '000012.jpg'])
    expect(readFileSync(join(dir, 'a', 'b', '000000.jpg'), 'utf8')).toBe('first')
  })

  it.each([
    [{ every: 3 }, ['000000.jpg', '000003.jpg']],
    [{ name: 'door-%d.jpeg', every: 2 }, ['door-0.jpeg', 'door-2.jpeg', 'door-4.jpeg']],
    [{ keep: 2 }, ['000003.jpg', '000004.jpg']],
  ])('writes those that are asked for: %o', async (params, expected) => {
    expect(
      await written(
        params,
        [0, 1, 2, 3, 4].map((n) => item(n)),
      ),
    ).toEqual(expected)
  })

  it('writes frames with events alone, each once', async () => {
    const first = event(1)
    expect(
      await written({ only: 'events' }, [item(1, [first]), item(2), item(3, [first]), item(4, [event(4)])]),
    ).toEqual(['000001.jpg', '000004.jpg'])
  })

  it('writes frames on which something was found alone', async () => {
    const items: Item[] = [
      item(1),
      { ...item(2), detections: [detection] },
      { ...item(3), tracks: [track] },
      { ...item(4), detections: [], tracks: [{ ...track, coasting: true }] },
    ]
    expect(await written({ only: 'detections' }, items)).toEqual(['000002.jpg', '000003.jpg'])
  })

  it('refuses a folder that is a file', async () => {
    writeFileSync(join(dir, 'x'), '')
    await expect(open({ path: join(dir, 'x') })).rejects.toMatchObject({ code: 'SINK_FAILED' })
    await expect(open({ path: join(dir, 'x', 'y') })).rejects.toMatchObject({ code: 'SINK_FAILED' })
  })

  it('counts what cannot be written, says why once, and goes on when it can again', async () => {
    const { node, drops, states, warnings } = await open({})
    rmSync(join(dir, 'a'), { recursive: true })
    for (const n of [0, 1]) await node.process(item(n), noEmit)
    expect(drops).toEqual({ 'not-written': 2 })
    expect(states).toEqual([
      { state: 'failed', message: expect.stringContaining('its folder does not exist') },
    ])
    expect(warnings).toHaveLength(1)
    await open({})
    await node.process(item(2), noEmit)
    expect(states.at(-1)).toEqual({ state: 'ok', message: '' })
    expect(existsSync(join(dir, 'a', 'b', '000002.jpg'))).toBe(true)
  })
})
