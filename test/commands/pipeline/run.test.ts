import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../../src/runtime/package-root.ts'
import { writeScene } from '../../../src/runtime/nodes/sources/scene/pictures.ts'
import type { GazeEvent } from '../../../src/runtime/wire/event.ts'
import { cliEnvironment, createHome, runCli, startCli } from '../../support/cli.ts'

const home = createHome()
afterAll(() => rmSync(home, { recursive: true }))

const COUNT = 'motion ! track ! count-line name=door line=0.5,0:0.5,1'
const SCENE = `scene frames=200 width=320 height=180 seed=5 traffic=4 ! ${COUNT}`
const ENDLESS = `scene duration=0s width=320 height=180 traffic=4 ! ${COUNT}`
const eventsOf = (stdout: string): GazeEvent[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as GazeEvent)

const file = (name: string, text: string): string => {
  const path = join(home, name)
  writeFileSync(path, text)
  return path
}

const shell = async (command: string): Promise<{ stdout: string; stderr: string }> => {
  const child = spawn('bash', ['-c', command], { cwd: home, env: cliEnvironment(home) })
  const said = { stdout: '', stderr: '' }
  for (const where of ['stdout', 'stderr'] as const)
    child[where].on('data', (data) => {
      said[where] += data
    })
  await new Promise((resolve) => child.once('close', resolve))
  return said
}

const YAML = `
name: door-count
params:
  frames: 200
  line: {default: '0.5,0:0.5,1', summary: where to count}
nodes:
  - type: scene
    params: {frames: '\${frames}', width: 320, height: 180, seed: 5, traffic: 4}
  - motion
  - {id: t, type: track}
  - {id: door, type: count-line, from: t, params: {name: door, line: '\${line}'}}
  - {id: late, type: count-line, from: t, params: {name: late, line: '0.6,0:0.6,1'}}
  - {type: jsonl, from: [door, late], params: {path: '\${OUT_FILE}'}}
`

describe('gaze pipeline run', () => {
  it.each([
    [['scene ! print', '--source', 'clip.mp4'], 2, 'SOURCE_TWICE'],
    [['motion ! print', '--source', 'push'], 2, 'USAGE'],
    [['motion ! print', '--source', 'rtsp://cam:secret@10.0.0.7/1'], 2, 'PASSWORD_IN_URL'],
    [['motion ! print', '--source', 'none.mp4'], 3, 'FILE_NOT_FOUND'],
  ])('%j is refused', async (args, exit, code) => {
    const run = await runCli(['pipeline', 'run', ...args, '--json'], { home })
    expect(JSON.parse(run.stderr)).toMatchObject({ error: { code } })
    expect(run).toMatchObject({ code: exit, stdout: '' })
  })

  it('gives the same events, byte for byte, each time, and nothing else on stdout', async () => {
    const [first, second] = [
      await runCli(['pipeline', 'run', SCENE, '--json'], { home }),
      await runCli(['pipeline', 'run', SCENE, '--json'], { home }),
    ]
    expect(first.code).toBe(0)
    const events = eventsOf(first.stdout)
    expect(events.length).toBeGreaterThan(1)
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
    for (const { id, source, type, specversion, data } of events) {
      expect({ source, type, specversion }).toEqual({
        source: '/gaze/pipelines/run',
        type: 'gaze.line.crossed',
        specversion: '1.0',
      })
      expect(id).toMatch(/^run\/0\/\d+\/line\.crossed\/\d+$/)
      expect(data).toMatchObject({ line: 'door', direction: expect.stringMatching(/^(in|out)$/) })
    }
    expect(second.stdout).toBe(first.stdout)
    expect(first.stderr).toMatch(/^run: 200 frames in [\d.]+ s \(\d+ a second\), \d+ events\n$/)
  })

  it('says how many frames it has seen, not how many there should have been', async () => {
    const [whole, half] = [join(home, 'whole.mkv'), join(home, 'half.mkv')]
    await writeScene(whole, { width: 160, height: 90, fps: 20, frames: 40 })
    const bytes = readFileSync(whole)
    writeFileSync(half, bytes.subarray(0, bytes.length / 2))
    const { stderr } = await runCli(['pipeline', 'run', `file ${half} ! motion`], { home })
    const [, seen, cutOff] = /^run: (\d+) frames in .* dropped: .*?(\d+) cut-off/m.exec(stderr) ?? []
    expect(Number(seen), stderr).toBeGreaterThan(5)
    expect(Number(seen), stderr).toBeLessThanOrEqual(40 - Number(cutOff))
  })

  it('says how a model comes into a context that has none', async () => {
    const run = await runCli(['pipeline', 'run', 'scene ! detect model=street ! print', '--json'], { home })
    expect(run).toMatchObject({ code: 3, stdout: '' })
    expect(JSON.parse(run.stderr)).toMatchObject({
      ...{
        error: { code: 'MODEL_NOT_FOUND', hint: expect.stringMatching(/gaze model add FILE --name street/) },
      },
    })
  })

  it('prints events for people where there is no sink, and no summary with --quiet', async () => {
    const { code, stdout, stderr } = await runCli(['pipeline', 'run', SCENE, '--quiet'], { home })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^1970-01-01T00:00:[\d.]+Z {2}run {2}gaze\.line\.crossed {2}line=door direction=/)
    expect(stderr).toBe('')
  })

  it('runs a file with branches, parameters and variables; --json shows each event once', async () => {
    const out = join(home, 'events.jsonl')
    const run = (more: string[]) =>
      runCli(['pipeline', 'run', file('branches.yaml', YAML), ...more], { home, env: { OUT_FILE: out } })
    const { code, stdout } = await run(['--json'])
    expect(code).toBe(0)
    expect(stdout).toBe(readFileSync(out, 'utf8'))
    const events = eventsOf(stdout)
    expect(new Set(events.map(({ data }) => data.line))).toEqual(new Set(['door', 'late']))
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
    expect(events[0]?.source).toBe('/gaze/pipelines/door-count')
    const few = await run(['--param', 'frames=20'])
    expect(few.stderr).toContain('door-count: 20 frames')
    expect(few.stdout).toBe('')
  })

  it('takes a pipeline on stdin', async () => {
    const input = 'nodes: [{type: scene, params: {frames: 5, width: 64, height: 36}}]'
    const { code, stderr } = await runCli(['pipeline', 'run', '-'], { home, input })
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('run: 5 frames') })
  })

  it.each([
    ['an unknown node', 'scene ! moton', 2, 'PIPELINE_INVALID', '1:9: no node is called moton'],
    ['a misspelled source', 'scen', 2, 'PIPELINE_INVALID', 'The pipeline has an error'],
    ['no source', 'motion ! track', 2, 'PIPELINE_INVALID', 'has no source'],
    ['an address of an unknown kind', 'file rstp://cam/1 ! motion', 3, 'FILE_NOT_FOUND', 'rtsp://'],
    ['a file that is missing', 'file nowhere.mp4 ! motion', 3, 'FILE_NOT_FOUND', 'nowhere.mp4'],
    ['a pipeline file that is missing', 'nowhere.yaml', 3, 'FILE_NOT_FOUND', 'nowhere.yaml'],
    [
      'a sink that is refused',
      `scene frames=1 ! ${COUNT} ! jsonl /no/such/x`,
      1,
      'SINK_FAILED',
      'node jsonl',
    ],
    ['a full disk', `${SCENE} ! jsonl /dev/full`, 1, 'SINK_FAILED', 'the disk is full'],
    ['a variable that is not set', 'file ${NOT_SET}', 2, 'PIPELINE_INVALID', 'NOT_SET'],
    ['a password', 'file rtsp://me:hunter2@cam/live', 2, 'PASSWORD_IN_URL', 'password'],
  ])('%s is an error that says so, with nothing on stdout', async (_, pipeline, exit, name, text) => {
    const { code, stdout, stderr } = await runCli(['pipeline', 'run', pipeline, '--json'], { home })
    const { error } = JSON.parse(stderr.slice(stderr.lastIndexOf('{"error"')))
    expect(code).toBe(exit)
    expect(error.code).toBe(name)
    expect(JSON.stringify(error)).toContain(text)
    expect(JSON.stringify(error)).not.toContain('hunter2')
    if (pipeline !== `${SCENE} ! jsonl /dev/full`) expect(stdout).toBe('')
  })

  it('ends in order on Ctrl-C, with exit code 130 and what is written whole', async () => {
    const out = join(home, 'cut.jsonl')
    const running = startCli(['pipeline', 'run', `${ENDLESS} ! jsonl ${out}`, '--json'], { home })
    await running.until(/line\.crossed/)
    const { code, stdout, stderr } = await running.stop('SIGINT')
    expect(code).toBe(130)
    expect(readFileSync(out, 'utf8')).toBe(stdout)
    expect(eventsOf(stdout).length).toBeGreaterThan(0)
    expect(stderr).toMatch(/^run: \d+ frames/)
  })

  it('leaves no torn line in a file that cannot grow any more', async () => {
    const out = join(home, 'short.jsonl')
    mkdirSync(join(home, 'tmp'), { recursive: true })
    const gaze = `exec '${process.execPath}' '${join(packageRoot, 'bin', 'run.js')}'`
    const { stdout, stderr } = await shell(
      `trap '' XFSZ; ulimit -f 1; ${gaze} pipeline run '${SCENE} ! jsonl ${out}' --json`,
    )
    expect(stderr).toContain('short.jsonl cannot be written: it may not grow any more')
    const kept = readFileSync(out, 'utf8')
    expect(kept).toMatch(/^(\{.*\}\n)+$/)
    expect(stdout.startsWith(kept)).toBe(true)
    expect(kept.length).toBeLessThan(stdout.length)
  })

  it('ends without a word when its reader has seen enough', async () => {
    mkdirSync(join(home, 'tmp'), { recursive: true })
    const command = `'${process.execPath}' '${join(packageRoot, 'bin', 'run.js')}' pipeline run '${ENDLESS}' --json --quiet | head -1; echo "code \${PIPESTATUS[0]}"`
    const { stdout, stderr } = await shell(command)
    expect(stdout).toMatch(/^\{.*\}\ncode (0|141)\n$/)
    expect(stderr).toBe('')
  })
})
