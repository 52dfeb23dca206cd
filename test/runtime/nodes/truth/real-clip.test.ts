import { beforeAll, describe, expect, it } from 'vitest'
import { countCrossings, type Four } from '../../../../bench/support/count.ts'
import {
  drifting,
  dropping,
  every,
  faster,
  from,
  noisy,
  type Variant,
} from '../../../../bench/support/variants.ts'
import type { GazeEvent } from '../../../../src/runtime/wire/event.ts'
import { runCli } from '../../../support/cli.ts'
import { readRealClip, realClip, type TimedGrey } from '../../../support/real-clip.ts'

const PIPELINE = `file ${realClip} ! motion ! track ! count-line name=door line=0.75,0:0.75,1`
/** Pictures at which the six are gone, by the clip's truth. */
const GONE = [194, 447, 696, 865, 1196, 1358]

const at = (x: number): Four => [x, 0, x, 1]

const mirrored: Variant = (pictures) =>
  pictures.map(({ grey, captureNs }) => {
    const data = new Uint8Array(grey.data.length)
    for (let row = 0; row < data.length; row += grey.width)
      data.set(grey.data.slice(row, row + grey.width).reverse(), row)
    return { captureNs, grey: { ...grey, data } }
  })

const same: Variant = (pictures) => pictures

describe.skipIf(!realClip)('six people one by one, without a model', () => {
  it('are counted out once each by `pipeline run`, twice the same', async () => {
    const first = await runCli(['pipeline', 'run', PIPELINE, '--json'])
    const second = await runCli(['pipeline', 'run', PIPELINE, '--json'])
    expect(first.code, first.stderr).toBe(0)
    expect(second.stdout).toBe(first.stdout)
    const events = first.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as GazeEvent)
    expect(events.map(({ type, data }) => [type, data.line, data.direction, data.class])).toEqual(
      GONE.map(() => ['gaze.line.crossed', 'door', 'out', 'object']),
    )
    expect(events.map(({ data }) => data.totals)).toEqual(
      GONE.map((_, person) => ({ in: 0, out: person + 1 })),
    )
    expect(new Set(events.map(({ data }) => data.trackId)).size).toBe(6)
  })

  describe('under changes of the clip', () => {
    let clip: readonly TimedGrey[]
    beforeAll(async () => {
      clip = await readRealClip()
    })

    const cases: readonly (readonly [string, Variant, Four, 'in' | 'out'])[] = [
      ['the line at 0.68', same, at(0.68), 'out'],
      ['the line at 0.72', same, at(0.72), 'out'],
      ['the line at 0.8', same, at(0.8), 'out'],
      ['the line at 0.85', same, at(0.85), 'out'],
      ['the line from below', same, [0.75, 1, 0.75, 0], 'in'],
      ['mirrored', mirrored, at(0.25), 'in'],
      ['half the rate', every(2), at(0.75), 'out'],
      ['a third of the rate', every(3), at(0.75), 'out'],
      ['noise of 10', noisy(10), at(0.75), 'out'],
      ['a tenth of the pictures dropped', dropping(0.1), at(0.75), 'out'],
      ['twice as fast', faster(2), at(0.75), 'out'],
      ['light that drifts by 20 %', drifting(0.2, 20), at(0.75), 'out'],
    ]

    it.each(cases)('%s', async (_, variant, line, direction) => {
      const crossings = await countCrossings(variant(clip), line)
      expect(crossings.map((one) => one.direction)).toEqual(GONE.map(() => direction))
    })

    it('of which one stands there already at the beginning', async () => {
      const crossings = await countCrossings(from(300)(clip), at(0.75))
      expect(crossings.map((one) => one.direction)).toEqual(GONE.slice(1).map(() => 'out'))
    })

    it('counts each while it leaves', async () => {
      const crossings = await countCrossings(clip, at(0.75))
      for (const [person, { frame }] of crossings.entries()) {
        expect(frame).toBeGreaterThan(GONE[person]! - 20)
        expect(frame).toBeLessThan(GONE[person]! + 6)
      }
    })
  })
})
