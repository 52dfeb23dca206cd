import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../../../src/runtime/package-root.ts'
import { createHome, runCli, runJson } from '../../../support/cli.ts'

const graph = (name: string): string =>
  join(packageRoot, 'test', 'runtime', 'models', 'fixtures', 'graphs', `${name}.onnx`)

let home: string
const picture = async (file: string, width: number, height: number, level = 90): Promise<string> => {
  const background = { r: level, g: level, b: level }
  await sharp({ create: { width, height, channels: 3, background } }).toFile(join(home, file))
  return join(home, file)
}
beforeAll(() => {
  home = createHome()
  for (const folder of ['sizes', 'lights']) mkdirSync(join(home, folder))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const found = async (statement: string): Promise<number[]> => {
  const { code, stdout, stderr } = await runCli(['pipeline', 'run', `${statement} ! track ! mot -`], { home })
  expect(code, stderr).toBe(0)
  return stdout
    .trim()
    .split('\n')
    .map((line) => Number(line.split(',')[0]))
}

describe('pictures of 1x1 and 8000x6000', () => {
  const detect = `detect ${graph('yolov8-metadata')} threshold=0.4`

  it.each([
    ['1x1.png', 1, 1],
    ['8000x6000.jpg', 8000, 6000],
  ])('%s is looked at by model check', async (file, width, height) => {
    const image = await picture(join('sizes', file), width, height)
    const args = ['model', 'check', graph('yolov8-metadata'), '--image', image]
    const { detections } = await runJson<{ detections: { box: number[] }[] }>(args, { home })
    expect(detections.length).toBeGreaterThan(0)
    for (const { box } of detections) {
      expect(Math.min(...box)).toBeGreaterThanOrEqual(0)
      expect(Math.max(...box)).toBeLessThanOrEqual(1)
    }
  })

  it('come one after the other in a pipeline', async () => {
    const frames = await found(`images ${join(home, 'sizes')} ! ${detect}`)
    expect(new Set(frames)).toEqual(new Set([1, 2]))
  })
})

it('a session that fails on some pictures in the middle: they are counted with the reason, and it goes on', async () => {
  for (let n = 0; n < 9; n++) await picture(join('lights', `${n}.png`), 96, 64, n >= 3 && n < 6 ? 250 : 20)
  const statement = `images ${join(home, 'lights')} ! detect ${graph('fails-when-bright')} threshold=0.4 ! track ! mot -`
  const { code, stdout, stderr } = await runCli(['pipeline', 'run', statement], { home })
  expect(code, stderr).toBe(0)
  expect(stderr).toMatch(/Warning: node detect: an item failed: The model \S+ fails as it runs: .*Gather/)
  expect(stderr).toMatch(/9 frames .*3 node-error/)
  const frames = new Set(
    stdout
      .trim()
      .split('\n')
      .map((line) => Number(line.split(',')[0])),
  )
  expect([...frames].filter((frame) => frame > 3 && frame <= 6)).toEqual([])
  expect(Math.max(...frames)).toBe(9)
})

it('a session that fails to the end: what was found before is printed, and the run has failed', async () => {
  mkdirSync(join(home, 'dusk'))
  for (let n = 0; n < 24; n++) await picture(join('dusk', `${n}.png`), 96, 64, n < 6 ? 20 : 250)
  const statement = `images ${join(home, 'dusk')} ! detect ${graph('fails-when-bright')} threshold=0.4 ! track ! mot -`
  const { code, stdout, stderr } = await runCli(['pipeline', 'run', statement], { home })
  expect(code).toBe(1)
  expect(stdout).toMatch(/^6,/m)
  expect(stderr).toMatch(/Error: node detect failed on 18 of 24 items\n.*last 18 items failed: The model/)
})
