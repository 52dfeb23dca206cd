import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../../src/runtime/package-root.ts'
import { createHome, runCli } from '../../support/cli.ts'

const fixtures = join(packageRoot, 'test', 'runtime', 'models', 'fixtures')
const graph = (name: string): string => join(fixtures, 'graphs', `${name}.onnx`)
const picture = join(fixtures, 'pictures', 'odd-333x251.jpg')

interface Checked {
  readonly family: string
  readonly task: string
  readonly input: { readonly width: number; readonly height: number }
  readonly detections: readonly { class: string; score: number; box: number[] }[]
}

describe('model check', () => {
  const home = createHome()
  beforeAll(async () => {
    const added = await runCli(['model', 'add', graph('yolov8-metadata'), '--name', 'own'], { home })
    expect(added).toMatchObject({ code: 0 })
  })
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  const check = async (...args: string[]) => {
    const result = await runCli(['model', 'check', ...args, '--json'], { home })
    return { ...result, checked: result.code === 0 ? (JSON.parse(result.stdout) as Checked) : undefined }
  }

  it('runs a model of the context on a picture', async () => {
    const { checked } = await check('own', '--image', picture)
    expect(checked).toMatchObject({ family: 'yolov8', task: 'detect', input: { width: 96, height: 64 } })
    const [best] = checked!.detections
    expect(best).toMatchObject({ class: 'person', score: expect.closeTo(0.9, 3) })
    for (const side of best!.box) expect(side).toBeGreaterThanOrEqual(0)
  })

  it('finds the same in a file that is not added', async () => {
    const [file, own] = [
      await check(graph('yolov8-metadata'), '--image', picture),
      await check('own', '--image', picture),
    ]
    expect(file.checked?.detections).toEqual(own.checked?.detections)
  })

  it('lets a threshold be named', async () => {
    const { checked } = await check('own', '--image', picture, '--threshold', '0.8')
    expect(checked?.detections).toHaveLength(1)
  })

  it('without a picture says what was inferred, and for people from what', async () => {
    expect((await check('own')).checked?.detections).toEqual([])
    const { stdout } = await runCli(['model', 'check', 'own'], { home })
    expect(stdout).toMatch(/4 box values and 3 scores/)
  })

  it.each([
    ['text', 2, /text file/],
    ['truncated', 2, /truncated/],
    ['empty', 2, /empty/],
    ['nan', 2, /NaN/],
    ['fails', 2, /cannot be run/],
    ['custom-operator', 2, /Mystery/],
    ['newer-opset', 2, /cannot be loaded/],
    ['newer-ir', 2, /cannot be loaded[\s\S]*\nTry: [^\n]*m\.ir_version = 10/],
    ['claims-2gb', 2, /cannot be (used|loaded)/],
    ['external-outside', 2, /outside the model's folder/],
  ])('%s.onnx is refused with the reason', async (name, code, reason) => {
    const result = await runCli(['model', 'check', graph(name), '--image', picture], { home })
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toMatch(reason)
    expect(result.stderr).toMatch(/^Try: /m)
  })

  it('ambiguous.onnx is refused, until a picture shows what it is', async () => {
    const refused = await runCli(['model', 'check', graph('ambiguous')], { home })
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toMatch(/--family yolov8.*--image FILE/)
    const tried = await runCli(['model', 'check', graph('ambiguous'), '--image', picture], { home })
    expect(tried.stdout).toMatch(/^yolov8 [\s\S]*family: yolov8, as the picture shows: only as yolov8/)
  })

  it.each([
    [['gone'], 3, 'MODEL_NOT_FOUND'],
    [['own', '--image', 'gone.jpg'], 3, 'FILE_NOT_FOUND'],
    [['own', '--image', graph('text')], 2, 'FILE_INVALID'],
    [['own', '--image', fixtures], 2, 'FILE_INVALID'],
    [['own', '--colour', 'bgr'], 2, 'USAGE'],
    [['own', '--threshold', '2'], 2, 'USAGE'],
  ])('%j', async (args, code, error) => {
    const result = await check(...args)
    expect(result.code).toBe(code)
    const failure = JSON.parse(result.stderr) as { error: { message: string; hint: string } }
    expect(failure).toMatchObject({ error: { code: error, hint: expect.stringMatching(/\S/) } })
    expect(JSON.stringify(failure)).not.toMatch(/video/)
  })
})

it('model add refuses what cannot be loaded and run, unless told not to look', async () => {
  const home = createHome()
  const refused = await runCli(['model', 'add', graph('fails'), '--json'], { home })
  expect(refused.code).toBe(2)
  expect(JSON.parse(refused.stderr)).toMatchObject({ error: { code: 'MODEL_INVALID' } })
  expect(await runCli(['model', 'add', graph('fails'), '--no-check'], { home })).toMatchObject({ code: 0 })
  rmSync(home, { recursive: true, force: true })
})

it.each([
  ['abc', 2, 'USAGE'],
  ['0'.repeat(64), 2, 'MODEL_INVALID'],
])('model add --sha256 %s', async (sha256, code, error) => {
  const result = await runCli(['model', 'add', graph('yolov8-metadata'), '--sha256', sha256, '--json'])
  expect(result.code).toBe(code)
  expect(JSON.parse(result.stderr)).toMatchObject({ error: { code: error } })
})
