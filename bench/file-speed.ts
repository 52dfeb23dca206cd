import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../src/runtime/package-root.ts'
import { writeScene } from '../src/runtime/nodes/sources/scene/pictures.ts'

/**
 * A 720p file counted at `rate=max` against `ffmpeg -threads 1` decoding and scaling it to the same small grey
 * picture; interleaved, start-up included, median of the rounds. `tsx bench/file-speed.ts [CLIP] [ROUNDS]`
 */
const ROUNDS = Number(process.argv[3] ?? 5)
const REACH = 0.9
/** A minute of the scene. */
const SCENE = { width: 1280, height: 720, fps: 25, frames: 1500 }

const home = mkdtempSync(join(tmpdir(), 'gaze-bench-'))

const run = (program: string, args: readonly string[]): { ms: number; output: string } => {
  const start = performance.now()
  const { status, stdout, stderr } = spawnSync(program, args, {
    env: { PATH: process.env.PATH, HOME: home, XDG_STATE_HOME: home },
  })
  const output = `${stdout}${stderr}`
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} exited ${status}: ${output}`)
  return { ms: performance.now() - start, output }
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

const makeClip = async (): Promise<string> => {
  const path = join(home, 'scene.mp4')
  await writeScene(path, SCENE)
  return path
}

try {
  const clip = process.argv[2] ?? (await makeClip())
  const counting = `file ${clip} ! motion ! track ! count-line name=middle line=0.5,0:0.5,1 ! jsonl ${join(home, 'events.jsonl')}`
  const ffmpeg = (threads: string) => () =>
    run('ffmpeg', [
      ...['-nostdin', '-v', 'error', '-threads', threads, '-i', clip],
      ...['-vf', 'scale=320:-2:flags=area,format=gray', '-f', 'null', '-'],
    ]).ms
  const contenders = {
    gaze: () => run(process.execPath, [join(packageRoot, 'bin', 'run.js'), 'pipeline', 'run', counting]).ms,
    'ffmpeg -threads 1': ffmpeg('1'),
    'ffmpeg -threads 2': ffmpeg('2'),
  }
  const times = new Map<string, number[]>()
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, contend] of Object.entries(contenders))
      times.set(name, [...(times.get(name) ?? []), contend()])
  const of = (name: keyof typeof contenders): number => median(times.get(name) ?? [])
  for (const name of Object.keys(contenders) as (keyof typeof contenders)[])
    console.log(`${name.padEnd(20)} ${of(name).toFixed(0).padStart(7)} ms`)
  const ratio = of('ffmpeg -threads 1') / of('gaze')
  console.log(`speed of gaze by ffmpeg -threads 1: ${ratio.toFixed(2)}, reach >= ${REACH}`)
  process.exitCode = ratio >= REACH ? 0 : 1
} finally {
  rmSync(home, { recursive: true, force: true })
}
