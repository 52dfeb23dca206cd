import { expect, it } from 'vitest'
import { countScene } from '../../../../bench/support/scenes.ts'
import { runCli } from '../../../support/cli.ts'

it('counts what crosses on twenty streets with separate lanes', { timeout: 480_000 }, async () => {
  let expected = 0
  let errors = 0
  for (let seed = 1; seed <= 20; seed++) {
    const result = await countScene({ seed, fps: 10, frames: 400 })
    expect(Math.abs(result.counted.in - result.truth.in), `in, seed ${seed}`).toBeLessThanOrEqual(1)
    expect(Math.abs(result.counted.out - result.truth.out), `out, seed ${seed}`).toBeLessThanOrEqual(1)
    expected += result.expected.length
    errors += result.errors
  }
  expect(expected).toBeGreaterThan(200)
  expect(errors / expected).toBeLessThanOrEqual(0.05)
})

it('gives the same events for the same scene', async () => {
  const pipeline = 'scene seed=3 fps=10 frames=300 ! motion ! track ! count-line middle line=0.5,0:0.5,1'
  const first = await runCli(['pipeline', 'run', pipeline, '--json'])
  const second = await runCli(['pipeline', 'run', pipeline, '--json'])
  expect(first.code, first.stderr).toBe(0)
  expect(first.stdout).toContain('gaze.line.crossed')
  expect(second.stdout).toBe(first.stdout)
})
