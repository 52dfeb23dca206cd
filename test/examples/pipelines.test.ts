import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/runtime/package-root.ts'
import { createHome, runCli } from '../support/cli.ts'
import { CLIP_FRAMES, writeClip } from '../support/clip.ts'

const examples = join(packageRoot, 'examples')
const files = readdirSync(examples).filter((file) => file.endsWith('.yaml'))

/** Small graphs that do and know what the models that the examples name do. */
const graphs = join(packageRoot, 'test', 'runtime', 'models', 'fixtures', 'graphs')
const MODELS = [
  ['detr-deployed.onnx', '--name', 'yolox-nano', '--labels', 'coco80'],
  ['yunet.onnx', '--name', 'yunet'],
] as const

describe('example pipelines', () => {
  const home = createHome()
  beforeAll(async () => {
    for (const [file, ...flags] of MODELS)
      expect(await runCli(['model', 'add', join(graphs, file), ...flags], { home })).toMatchObject({
        code: 0,
      })
  })
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  it.each(files)('%s is valid', async (file) => {
    const { code, stdout } = await runCli(['pipeline', 'check', join(examples, file), '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, errors: [] })
    expect(code).toBe(0)
  })

  it.each(files)('%s can be registered under its own name', async (file) => {
    const { code, stdout } = await runCli(['image', 'add', join(examples, file), '--dry-run', '--json'], {
      home,
    })
    const name = file.slice(0, -'.yaml'.length)
    expect(JSON.parse(stdout)).toMatchObject({ name, kind: 'pipeline', result: 'created', dryRun: true })
    expect(code).toBe(0)
  })

  it.each(files.filter((file) => file !== 'scene-count.yaml'))('%s runs on a file', async (file) => {
    const clip = join(home, 'clip.y4m')
    if (!existsSync(clip)) writeClip(clip)
    const run = await runCli(['pipeline', 'run', join(examples, file), '--source', clip, '--json'], { home })
    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining(`: ${CLIP_FRAMES} frames in`) })
    if (file === 'count-line.yaml') expect(run.stdout).toMatch(/^{[^\n]*"gaze.line.crossed"[^\n]*}\n$/)
  })

  it('scene-count.yaml counts its street', async () => {
    const path = join(examples, 'scene-count.yaml')
    const { code, stdout } = await runCli(['pipeline', 'run', path, '--param', 'frames=300', '--json'])
    expect(code).toBe(0)
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; data: { line: string } })
    expect(events.length).toBeGreaterThan(0)
    for (const event of events)
      expect(event).toMatchObject({ type: 'gaze.line.crossed', data: { line: 'middle' } })
  })
})
