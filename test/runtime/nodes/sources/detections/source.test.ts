import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { detections } from '../../../../../src/runtime/nodes/sources/detections.ts'
import type { ParamValue } from '../../../../../src/runtime/pipeline/spec.ts'
import { tempDir } from '../../../media/support.ts'
import { runSource } from '../source-harness.ts'

const dir = tempDir()

const SEQINFO = '[Sequence]\nname=Door\nframeRate=10\nseqLength=5\nimWidth=200\nimHeight = 100\nimExt=.jpg\n'
/** Frames 1 and 3; the last box goes on beyond the right-hand border. */
const DET = '3,-1,181,21,40,50,0.5,-1,-1,-1\n1,-1,1,1,20,50,0.9,-1,-1,-1\n'

const place = (path: string, text: string): string => {
  const whole = join(dir, path)
  mkdirSync(dirname(whole), { recursive: true })
  writeFileSync(whole, text)
  return whole
}

const read = async (path: string, params: Readonly<Record<string, ParamValue>> = {}) => {
  const result = await runSource(detections, { params: { path, ...params }, views: [] })
  return { ...result, boxes: result.items.map((item) => item.detections?.map(({ box }) => box)) }
}

describe('detections', () => {
  it.each([
    ['beside the file', 'a/det.txt', 'a/seqinfo.ini'],
    ['one folder above', 'b/det/det.txt', 'b/seqinfo.ini'],
  ])('takes rate, size and length from a seqinfo.ini %s', async (_, det, ini) => {
    place(ini, SEQINFO)
    const { info, times, boxes, log, items } = await read(place(det, DET))
    expect(info).toEqual({ width: 200, height: 100, fps: 10 })
    expect(times).toEqual([0n, 100_000_000n, 200_000_000n, 300_000_000n, 400_000_000n])
    expect(boxes).toEqual([[[0, 0, 0.1, 0.5]], [], [[0.9, 0.2, 1.1, 0.7]], [], []])
    expect(items[0]?.detections?.[0]).toMatchObject({ class: 'person', score: 0.9 })
    expect(log).toBe('')
  })

  it('takes parameters before what seqinfo.ini says', async () => {
    place('c/seqinfo.ini', SEQINFO)
    const params = { width: 400, height: 400, fps: 20, class: 'car' }
    const { info, items } = await read(place('c/det.txt', DET), params)
    expect(info).toEqual({ width: 400, height: 400, fps: 20 })
    expect(items[0]?.detections).toEqual([{ box: [0, 0, 0.05, 0.125], class: 'car', score: 0.9 }])
  })

  it('says what it assumes where neither says it', async () => {
    const { info, times, log } = await read(place('d/det.txt', DET))
    expect(info).toEqual({ width: 220, height: 70, fps: 30 })
    expect(times).toHaveLength(3)
    expect(log).toContain('a picture of 220x70 assumed; width= and height= say better')
    expect(log).toContain('30 frames a second assumed; fps= say better')
  })

  it.each([
    ['a file that is not there', () => join(dir, 'none.txt'), 'it does not exist'],
    ['a file of other lines', () => place('e/x.txt', 'frame,id\n'), 'line 1: it has fewer than six fields'],
    ['a folder', () => dir, 'EISDIR'],
  ])('refuses %s', async (_, path, why) => {
    await expect(read(path())).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
      why: expect.stringContaining(why),
    })
  })

  it('leaves no line out that is behind the length of seqinfo.ini', async () => {
    place('h/seqinfo.ini', SEQINFO)
    const { boxes } = await read(place('h/det.txt', `${DET}7,-1,1,1,20,50,0.9\n`))
    expect(boxes).toHaveLength(7)
    expect(boxes[6]).toEqual([[0, 0, 0.1, 0.5]])
  })

  it('gives no frame for an empty file', async () => {
    expect((await read(place('f/det.txt', ''))).times).toEqual([])
  })

  it('refuses to stand before a node that looks at pictures', async () => {
    const run = { params: { path: place('g/det.txt', DET) }, views: [{ kind: 'grey', width: 320 }] as const }
    await expect(runSource(detections, run)).rejects.toMatchObject({ code: 'PIPELINE_INVALID' })
  })
})
