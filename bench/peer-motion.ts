/**
 * Counting on a clip by `gaze pipeline run` against OpenCV in Python (decode, MOG2 at 320x180, contours), start-up
 * included; interleaved, median of the rounds. Installs OpenCV into .cache. `tsx bench/peer-motion.ts CLIP [ROUNDS]`
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../src/runtime/package-root.ts'
import { preparePython } from './support/python.ts'
import { runWatched, type Watched } from './support/watched.ts'

const REACH = { speed: 1.2, memory: 0.8 }

const clip = process.argv[2]
if (!clip) throw new Error('name a clip: tsx bench/peer-motion.ts CLIP [ROUNDS]')
const rounds = Number(process.argv[3] ?? 5)

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

const python = preparePython('requirements.txt')
const home = mkdtempSync(join(tmpdir(), 'gaze-bench-'))
const env = { PATH: process.env.PATH, HOME: home, XDG_STATE_HOME: home }
const counting = `file ${clip} ! motion ! track ! count-line door line=0.75,0:0.75,1 ! jsonl ${join(home, 'events.jsonl')}`
const contenders = {
  gaze: () =>
    runWatched(process.execPath, [join(packageRoot, 'bin', 'run.js'), 'pipeline', 'run', counting], env),
  opencv: () => runWatched(python, [join(packageRoot, 'bench', 'peers', 'motion.py'), clip], env),
}

try {
  const runs: Record<keyof typeof contenders, Watched[]> = { gaze: [], opencv: [] }
  for (let round = 0; round < rounds; round++) {
    runs.gaze.push(await contenders.gaze())
    runs.opencv.push(await contenders.opencv())
  }
  const of = (name: keyof typeof contenders, what: 'ms' | 'memory') =>
    median(runs[name].map((run) => run[what]))
  for (const name of ['gaze', 'opencv'] as const)
    console.log(
      `${name.padEnd(8)} ${of(name, 'ms').toFixed(0).padStart(6)} ms ${of(name, 'memory').toFixed(0).padStart(5)} MiB`,
    )
  const speed = of('opencv', 'ms') / of('gaze', 'ms')
  const memory = of('gaze', 'memory') / of('opencv', 'memory')
  console.log(`speed of gaze by OpenCV: ${speed.toFixed(2)}, reach >= ${REACH.speed}`)
  console.log(`memory of gaze by OpenCV: ${memory.toFixed(2)}, reach <= ${REACH.memory}`)
  process.exitCode = speed >= REACH.speed && memory <= REACH.memory ? 0 : 1
} finally {
  rmSync(home, { recursive: true, force: true })
}
