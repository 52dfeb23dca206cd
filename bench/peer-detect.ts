/**
 * `file ! detect ! track ! count-line` with YOLOX-nano against the usual Python (OpenCV, ONNX Runtime, supervision) and
 * against the sum of limits: bare ONNX Runtime and `ffmpeg` decoding, which share the cores. Interleaved, median of the
 * rounds. Start-up is included for gaze and not for the others, so the clip is made long. Also `every=2`, and
 * `only-on-motion` on a clip half of which is still, against the plain pipeline. Installs the
 * packages into .cache. `GAZE_TEST_DATA=… tsx bench/peer-detect.ts [CLIP] [ROUNDS]`
 */
import { execFileSync } from 'node:child_process'
import { availableParallelism, tmpdir } from 'node:os'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../src/runtime/package-root.ts'
import { preparePython } from './support/python.ts'
import { runWatched } from './support/watched.ts'

const REACH = { speed: 1.15, memory: 0.6, limit: 0.95, every: 1.8 }

const data = process.env.GAZE_TEST_DATA
if (!data) throw new Error('GAZE_TEST_DATA names no folder with models/ and videos/')
const clip = process.argv[2] ?? join(data, 'videos', 'one-by-one-person-detection.mp4')
const rounds = Number(process.argv[3] ?? 5)
const model = join(data, 'models', 'yolox_nano_416x416.onnx')
const python = preparePython('models/requirements-video.txt')
const peer = join(packageRoot, 'bench', 'peers', 'models', 'video.py')
const home = mkdtempSync(join(tmpdir(), 'gaze-bench-'))
const env = { PATH: process.env.PATH, HOME: home, XDG_STATE_HOME: home }
const cores = availableParallelism()
const TIMES = 3

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

interface Run {
  readonly fps: number
  readonly memory: number
}

/** The clip, several times over. */
const long = (): string => {
  const path = join(home, 'long.mp4')
  const args = ['-nostdin', '-v', 'error', '-stream_loop', String(TIMES - 1), '-i', clip]
  execFileSync('ffmpeg', [...args, '-c', 'copy', path])
  return path
}

/** A clip of 20 s, and its last picture for 20 s more. */
const halfStill = (): string => {
  const path = join(home, 'half-still.mp4')
  const args = ['-nostdin', '-v', 'error', '-t', '20', '-i', clip]
  execFileSync('ffmpeg', [...args, '-vf', 'tpad=stop_mode=clone:stop_duration=20', path])
  return path
}

const gaze = async (how: string, path = all): Promise<Run> => {
  const statement = `file ${path} ! detect model=${model} classes=person ${how} ! track ! count-line door line=0.75,0:0.75,1 ! jsonl ${join(home, 'events.jsonl')}`
  const { ms, memory, output } = await runWatched(
    process.execPath,
    [join(packageRoot, 'bin', 'run.js'), 'pipeline', 'run', statement],
    env,
  )
  const frames = Number(/(\d+) frames/.exec(output)?.[1])
  return { fps: (frames / ms) * 1000, memory }
}

const inPython = async (...args: string[]): Promise<Run> => {
  const { output } = await runWatched(python, [peer, ...args], env)
  const { fps, peakMemoryBytes } = JSON.parse(output.trim().split('\n').at(-1) ?? '{}') as {
    fps: number
    peakMemoryBytes: number
  }
  return { fps, memory: peakMemoryBytes / 2 ** 20 }
}

/** Frames a second of `ffmpeg` decoding with one thread. */
const decode = async (): Promise<Run> => {
  const args = ['-nostdin', '-v', 'error', '-progress', '-', '-threads', '1', '-i', all, '-f', 'null', '-']
  const { ms, memory, output } = await runWatched('ffmpeg', args, env)
  const frames = Number(output.match(/(?<=^frame=)\d+/gm)?.at(-1))
  return { fps: (frames / ms) * 1000, memory }
}

const all = long()
const still = halfStill()
const contenders = {
  gaze: () => gaze(''),
  'gaze every=2': () => gaze('every=2'),
  'gaze, half still': () => gaze('', still),
  'the same, only-on-motion': () => gaze('only-on-motion=true', still),
  python: () => inPython('count', model, all),
  'python, decoding ahead': () => inPython('count', model, all, '--ahead', '4'),
  'bare ONNX Runtime': () => inPython('bare', model),
  'ffmpeg -threads 1': decode,
}

try {
  const runs = new Map<string, Run[]>()
  for (let round = 0; round < rounds; round++)
    for (const [name, contend] of Object.entries(contenders))
      runs.set(name, [...(runs.get(name) ?? []), await contend()])
  const of = (name: keyof typeof contenders, what: keyof Run): number =>
    median((runs.get(name) ?? []).map((run) => run[what]))
  for (const name of Object.keys(contenders) as (keyof typeof contenders)[])
    console.log(
      `${name.padEnd(24)} ${of(name, 'fps').toFixed(1).padStart(7)} fps ${of(name, 'memory').toFixed(0).padStart(5)} MiB`,
    )
  const best = Math.max(of('python', 'fps'), of('python, decoding ahead', 'fps'))
  // Seconds a frame: the run takes all cores, decoding one.
  const limit = 1 / (1 / of('bare ONNX Runtime', 'fps') + 1 / of('ffmpeg -threads 1', 'fps') / cores)
  const lines: readonly (readonly [string, number, string, boolean])[] = [
    [
      'speed by Python',
      of('gaze', 'fps') / best,
      `>= ${REACH.speed}`,
      of('gaze', 'fps') / best >= REACH.speed,
    ],
    [
      'speed by the limit',
      of('gaze', 'fps') / limit,
      `>= ${REACH.limit}`,
      of('gaze', 'fps') / limit >= REACH.limit,
    ],
    [
      'memory by Python',
      of('gaze', 'memory') / of('python', 'memory'),
      `<= ${REACH.memory}`,
      of('gaze', 'memory') / of('python', 'memory') <= REACH.memory,
    ],
    [
      'every=2 by plain',
      of('gaze every=2', 'fps') / of('gaze', 'fps'),
      `>= ${REACH.every}`,
      of('gaze every=2', 'fps') / of('gaze', 'fps') >= REACH.every,
    ],
    [
      'only-on-motion by plain, half still',
      of('the same, only-on-motion', 'fps') / of('gaze, half still', 'fps'),
      `>= ${REACH.every}`,
      of('the same, only-on-motion', 'fps') / of('gaze, half still', 'fps') >= REACH.every,
    ],
  ]
  for (const [what, ratio, reach, reached] of lines) {
    console.log(`${what}: ${ratio.toFixed(2)}, reach ${reach}`)
    if (!reached) process.exitCode = 1
  }
} finally {
  rmSync(home, { recursive: true, force: true })
}
