import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/runtime/package-root.ts'
import { preparePython } from './python.ts'

const METHODS = ['gaze', 'bytetrack', 'sort']

/** The folders in `folder` that hold a sequence as the MOT challenge ships it: det/det.txt, gt/gt.txt, seqinfo.ini. */
export const sequencesIn = (folder: string): string[] =>
  readdirSync(folder).filter((name) => existsSync(join(folder, name, 'gt', 'gt.txt')))

/** Tracks each sequence by the built program with its defaults and writes SEQUENCE.txt into a folder of that method. */
const trackAll = (sequences: string, results: string, method: string): string => {
  const into = join(results, method)
  mkdirSync(into, { recursive: true })
  for (const name of sequencesIn(sequences)) {
    const statement = `detections ${join(sequences, name, 'det', 'det.txt')} ! track method=${method} ! mot ${join(into, `${name}.txt`)}`
    execFileSync(process.execPath, [join(packageRoot, 'bin', 'run.js'), 'pipeline', 'run', statement], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env.PATH, HOME: results, XDG_STATE_HOME: results },
    })
  }
  return into
}

/**
 * Prints MOTA, IDF1 and identity switches of every method on the sequences in `folder`, as motmetrics counts them
 * (installed into .cache): a line a sequence and one for all, or that one alone. `results` is a folder for what they give.
 */
export const compareMethods = (folder: string, results: string, lines: 'each' | 'overall'): void => {
  const python = preparePython('requirements-mot.txt')
  const given = METHODS.map((method) => trackAll(folder, results, method))
  execFileSync(python, [join(packageRoot, 'bench', 'peers', 'mot.py'), lines, folder, ...given], {
    stdio: 'inherit',
  })
}
