/**
 * MOTA, IDF1 and identity switches of `track` with the public detections of MOT sequences, by method, all with their
 * defaults; motmetrics counts (installed into .cache). SEQUENCES holds a folder a sequence with det/det.txt and
 * gt/gt.txt, as the MOT challenge ships them. `tsx bench/mot.ts SEQUENCES`
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../src/runtime/package-root.ts'
import { preparePython } from './support/python.ts'

const METHODS = ['gaze', 'bytetrack', 'sort']

const folder = process.argv[2]
if (!folder) throw new Error('name a folder of sequences: tsx bench/mot.ts SEQUENCES')
const sequences = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'gt', 'gt.txt')))
if (sequences.length === 0) throw new Error(`${folder} holds no SEQUENCE/gt/gt.txt`)

const python = preparePython('requirements-mot.txt')
const home = mkdtempSync(join(tmpdir(), 'gaze-bench-'))
const gaze = join(packageRoot, 'bin', 'run.js')

/** Writes each sequence's tracks as SEQUENCE.txt. */
const trackAll = (method: string): string => {
  const results = join(home, method)
  mkdirSync(results)
  for (const name of sequences) {
    const statement = `detections ${join(folder, name, 'det', 'det.txt')} ! track method=${method} ! mot ${join(results, `${name}.txt`)}`
    execFileSync(process.execPath, [gaze, 'pipeline', 'run', statement], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env.PATH, HOME: home, XDG_STATE_HOME: home },
    })
  }
  return results
}

try {
  execFileSync(python, [join(packageRoot, 'bench', 'peers', 'mot.py'), folder, ...METHODS.map(trackAll)], {
    stdio: 'inherit',
  })
} finally {
  rmSync(home, { recursive: true, force: true })
}
