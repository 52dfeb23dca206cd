/**
 * MOTA, IDF1 and identity switches of `track` by method on the synthetic street with the errors of a detector; the same
 * on every machine. motmetrics counts. `tsx bench/scene-tracking.ts [SEEDS]`
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SceneParams, sceneParams } from '../src/runtime/nodes/sources/scene/params.ts'
import { createRandom } from '../src/runtime/nodes/sources/scene/random.ts'
import { sceneBoxes } from '../src/runtime/nodes/sources/scene/truth.ts'
import type { Box } from '../src/runtime/pipeline/item.ts'
import { type DetectorErrors, findWithErrors } from './support/detector-errors.ts'
import { compareMethods } from './support/mot.ts'

const MINUTE = { fps: 25, frames: 1500 }
const ORDINARY: DetectorErrors = { misses: 0.1, alarms: 0.2, jitter: 0.03 }
const POOR: DetectorErrors = { misses: 0.3, alarms: 1, jitter: 0.06 }

const kinds: Readonly<
  Record<string, { readonly scene: Partial<SceneParams>; readonly errors: DetectorErrors }>
> = {
  'ordinary detector': { scene: MINUTE, errors: ORDINARY },
  'poor detector': { scene: MINUTE, errors: POOR },
  'poor detector, 7 pictures a second': { scene: { fps: 7, frames: 420 }, errors: POOR },
  'overlapping traffic, ordinary detector': {
    scene: { ...MINUTE, lanes: 'overlapping', traffic: 2 },
    errors: ORDINARY,
  },
  'overlapping traffic, poor detector': {
    scene: { ...MINUTE, lanes: 'overlapping', traffic: 2 },
    errors: POOR,
  },
}

const seeds = Number(process.argv[2] ?? 5)
const home = mkdtempSync(join(tmpdir(), 'gaze-bench-'))

const writeSequence = (folder: string, given: Partial<SceneParams>, errors: DetectorErrors): void => {
  const { width, height, fps, frames, seed, ...rest } = sceneParams(given)
  const line = (frame: number, id: number, [x1, y1, x2, y2]: Box, score: number): string =>
    `${frame},${id},${x1 * width + 1},${y1 * height + 1},${(x2 - x1) * width},${(y2 - y1) * height},${score},-1,-1,-1\n`
  const random = createRandom(seed)
  let [truth, found, frame] = ['', '', 0]
  for (const objects of sceneBoxes({ width, height, fps, frames, seed, ...rest })) {
    frame++
    truth += objects.map(({ id, box }) => line(frame, id, box, 1)).join('')
    found += findWithErrors(objects, errors, random)
      .map(({ box, score }) => line(frame, -1, box, score))
      .join('')
  }
  for (const [name, text] of [
    ['gt', truth],
    ['det', found],
  ] as const) {
    mkdirSync(join(folder, name), { recursive: true })
    writeFileSync(join(folder, name, `${name}.txt`), text)
  }
  writeFileSync(
    join(folder, 'seqinfo.ini'),
    `[Sequence]\nframeRate=${fps}\nseqLength=${frames}\nimWidth=${width}\nimHeight=${height}\n`,
  )
}

try {
  for (const [n, [name, { scene, errors }]] of Object.entries(kinds).entries()) {
    const folder = join(home, `${n}`)
    for (let seed = 1; seed <= seeds; seed++)
      writeSequence(join(folder, `street-${seed}`), { ...scene, seed }, errors)
    console.log(`\n${name}`)
    compareMethods(folder, join(home, `${n}-results`), 'overall')
  }
} finally {
  rmSync(home, { recursive: true, force: true })
}
