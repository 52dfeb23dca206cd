import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../../support/cli.ts'

const data = process.env.GAZE_TEST_DATA ?? ''
const clip = join(data, 'videos', 'preview-face-demographics-walking.gif')
const models = ['yunet_n_640_640.onnx', 'ultraface-RFB-320.onnx'].map((name) => join(data, 'models', name))

// Two people come down a corridor side by side; YuNet takes the pattern of a shirt for a face in a single picture.
if (!existsSync(clip))
  console.warn('SKIPPED: faces on a real clip. Set GAZE_TEST_DATA to a folder with videos and models.')

describe.skipIf(!existsSync(clip))('two faces, each seen once', () => {
  it.each(models.filter((model) => existsSync(model)))('%s', async (model) => {
    const statement = `file ${clip} ! face-detect model=${model}`
    const { code, stdout, stderr } = await runCli(['pipeline', 'run', statement, '--json'], {
      timeoutMs: 120_000,
    })
    expect(code, stderr).toBe(0)
    const faces = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; data: { box: [number, number, number, number] } })
    expect(faces.map(({ type }) => type)).toEqual(['gaze.face.seen', 'gaze.face.seen'])
    const places = faces.map(({ data: { box } }) => (box[0] + box[2]) / 2).sort()
    expect(places[0]).toBeCloseTo(0.57, 1)
    expect(places[1]).toBeCloseTo(0.69, 1)
  })
})
