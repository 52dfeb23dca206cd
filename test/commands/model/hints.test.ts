import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../../src/runtime/package-root.ts'
import { createHome, runCli } from '../../support/cli.ts'
import { yoloxGrid } from '../../support/onnx.ts'

const graph = (name: string): string =>
  join(packageRoot, 'test', 'runtime', 'models', 'fixtures', 'graphs', `${name}.onnx`)

let home: string
let dir = ''
beforeAll(() => {
  home = createHome()
  dir = mkdtempSync(join(home, 'models-'))
  writeFileSync(join(dir, 'yolox.onnx'), yoloxGrid())
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const fails = async (...args: string[]) => {
  const { code, stdout, stderr } = await runCli([...args, '--json'], { home, cwd: dir })
  expect(stdout).toBe('')
  const { error } = JSON.parse(stderr) as {
    error: { code: string; message: string; why?: string; hint: string }
  }
  return { exit: code, ...error }
}

describe('gaze model add says what to do next', () => {
  it.each([
    ['ftp://example.com/m.onnx', [], 2, 'USAGE', /by other means/],
    ['file://elsewhere/tmp/m.onnx', [], 2, 'USAGE', /the path alone/],
    ['file:///none/m.onnx', [], 3, 'FILE_NOT_FOUND', /path/],
    ['none.onnx', [], 3, 'FILE_NOT_FOUND', /Check the path/],
    ['yolox.onnx', ['--variant', 'foo'], 2, 'USAGE', /gaze model add yolox.onnx .*--variant grid/],
    ['yolox.onnx', ['--size', '640x640'], 2, 'USAGE', /Leave --size away/],
    ['yolox.onnx', ['--colour', 'grey'], 2, 'USAGE', /--colour rgb/],
    ['yolox.onnx', ['--mean', '1,2'], 2, 'USAGE', /one number for all channels/],
    ['yolox.onnx', ['--labels', 'coco8'], 3, 'FILE_NOT_FOUND', /Did you mean "coco80"/],
    ['yolox.onnx', ['--labels', '.'], 2, 'FILE_INVALID', /One name a line/],
    ['yolox.onnx', ['--labels', 'yolox.onnx'], 2, 'FILE_INVALID', /One name a line/],
    ['yolox.onnx', ['--labels', 'coco80'], 2, 'MODEL_INVALID', /gaze model add yolox.onnx --labels FILE/],
    ['yolox.onnx', ['--image', 'none.jpg'], 3, 'FILE_NOT_FOUND', /picture/],
    ['yolox.onnx', ['--image', 'yolox.onnx'], 2, 'FILE_INVALID', /picture/],
    [graph('ambiguous'), [], 2, 'MODEL_AMBIGUOUS', /gaze model add .*ambiguous.onnx --family/],
  ])('%s %j', async (file, flags, exit, code, hint) => {
    expect(await fails('model', 'add', file, ...flags)).toMatchObject({
      ...{ exit, code, hint: expect.stringMatching(hint) },
    })
  })
})

describe('gaze pipeline run says what to do next', () => {
  it('for a model by its path that can be read in several ways', async () => {
    const { exit, hint } = await fails(
      'pipeline',
      'run',
      `scene frames=1 ! detect ${graph('ambiguous')} ! print`,
    )
    expect({ exit, hint }).toMatchObject({
      exit: 2,
      hint: expect.stringMatching(/gaze model add \S+ --family/),
    })
  })

  it('for a model that is for another node, by its path', async () => {
    const { exit, hint } = await fails('pipeline', 'run', `scene frames=1 ! detect ${graph('yunet')} ! print`)
    expect({ exit, hint }).toMatchObject({
      exit: 2,
      hint: expect.stringContaining(`face-detect ${graph('yunet')}`),
    })
  })

  it('for a detect without a model', async () => {
    const failed = await fails('pipeline', 'run', 'scene frames=1 ! detect ! print')
    expect(failed).toMatchObject({ exit: 2, why: expect.stringMatching(/needs model.*gaze model list/) })
    expect(failed.hint).toMatch(/gaze model add FILE/)
  })
})

it('sizes of small models are no 0.0 MB', async () => {
  await runCli(['model', 'add', graph('yolov8-metadata')], { home })
  const { stdout } = await runCli(['model', 'list'], { home })
  expect(stdout).toMatch(/ \d+(\.\d)? k?B /)
})
