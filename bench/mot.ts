/**
 * MOTA, IDF1 and identity switches of `track` with the public detections of MOT sequences, by method, all with their
 * defaults; motmetrics counts. SEQUENCES holds a folder a sequence with det/det.txt and gt/gt.txt, as the MOT challenge
 * ships them. `tsx bench/mot.ts SEQUENCES`
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compareMethods, sequencesIn } from './support/mot.ts'

const folder = process.argv[2]
if (!folder) throw new Error('name a folder of sequences: tsx bench/mot.ts SEQUENCES')
if (sequencesIn(folder).length === 0) throw new Error(`${folder} holds no SEQUENCE/gt/gt.txt`)

const results = mkdtempSync(join(tmpdir(), 'gaze-bench-'))
try {
  compareMethods(folder, results, 'each')
} finally {
  rmSync(results, { recursive: true, force: true })
}
