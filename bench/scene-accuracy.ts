/** Counts on synthetic streets against their truth. `tsx bench/scene-accuracy.ts [SEEDS] [WORD…]` */
import type { SceneParams } from '../src/runtime/nodes/sources/scene/params.ts'
import type { Four } from './support/count.ts'
import { countScene, MIDDLE } from './support/scenes.ts'

const kinds: Readonly<Record<string, Partial<SceneParams> & { readonly line?: Four }>> = {
  'as it is': {},
  'line at 0.3': { line: [0.3, 0, 0.3, 1] },
  'line at 0.8, slanted': { line: [0.75, 0, 0.85, 1] },
  'noise 10': { noise: 10 },
  'light drifts 20 %': { drift: 20 },
  'without shadows': { shadows: false },
  '10 pictures a second': { fps: 10, frames: 600 },
  '5 pictures a second': { fps: 5, frames: 300 },
  '60 pictures a second': { fps: 60, frames: 3600 },
  '640x480': { width: 640, height: 480 },
  'twice the traffic': { traffic: 2 },
  overlapping: { lanes: 'overlapping' },
}

const seeds = Number(process.argv[2] ?? 20)
const words = process.argv.slice(3)
for (const [name, { line = MIDDLE, ...params }] of Object.entries(kinds)) {
  if (words.length > 0 && !words.some((word) => name.includes(word))) continue
  let expected = 0
  let errors = 0
  const far: string[] = []
  for (let seed = 1; seed <= seeds; seed++) {
    const result = await countScene({ ...params, seed }, line)
    expected += result.expected.length
    errors += result.errors
    const off = Math.max(
      Math.abs(result.counted.in - result.truth.in),
      Math.abs(result.counted.out - result.truth.out),
    )
    if (result.errors > 0) far.push(`${seed}:${result.errors}${off > 1 ? '!' : ''}`)
  }
  const share = (100 * (1 - errors / expected)).toFixed(1)
  console.log(
    `${name.padEnd(24)} ${share.padStart(6)} % of ${expected} right; errors by seed: ${far.join(' ') || 'none'}`,
  )
}
