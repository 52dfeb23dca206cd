import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Filter, ModelInput } from '../../../../src/runtime/models/manifest.ts'
import { createFitter } from '../../../../src/runtime/models/prepare/fitter.ts'
import type { Rgb } from '../../../../src/runtime/pipeline/item.ts'

interface Case {
  readonly filter: Filter
  readonly source: readonly [number, number]
  readonly target: readonly [number, number]
  readonly sha256: string
}

interface FineCase extends Pick<Case, 'source' | 'target'> {
  readonly thousandths: readonly number[]
}

const { cases, fine }: { cases: readonly Case[]; fine: readonly FineCase[] } = JSON.parse(
  readFileSync(new URL('../fixtures/scaling.json', import.meta.url), 'utf8'),
)

/** The picture of bench/peers/models/scaling.py. */
const picture = (width: number, height: number): Rgb => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, n) => ((n * 40503) % 65536) >> 8),
})

const inputOf = (width: number, height: number, filter: Filter): ModelInput => ({
  name: 'images',
  layout: 'nchw',
  type: 'float32',
  width,
  height,
  dynamic: [],
  batch: 1,
  colour: 'rgb',
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
  fit: 'stretch',
  filter,
  pad: 0,
})

describe('scaling is to the last bit that of OpenCV (linear) and Pillow (antialias)', () => {
  it.each(cases)('$filter $source to $target', ({ filter, source, target, sha256 }) => {
    const fitter = createFitter(inputOf(...target, filter), 1)
    fitter.fit(picture(...source))
    expect(createHash('sha256').update(fitter.packed()).digest('hex')).toBe(sha256)
  })

  it.each(['linear', 'antialias', 'fine'] as const)(
    '%s of a part is that of a picture of its own',
    (filter) => {
      const whole = picture(90, 70)
      const part = { x: 11, y: 13, width: 40, height: 31 }
      const alone = new Uint8Array(40 * 31 * 3)
      for (let y = 0; y < 31; y++)
        alone.set(whole.data.subarray(((y + 13) * 90 + 11) * 3, ((y + 13) * 90 + 51) * 3), y * 40 * 3)
      const [one, other] = [
        createFitter(inputOf(33, 57, filter), 1),
        createFitter(inputOf(33, 57, filter), 1),
      ]
      one.fit(whole, part)
      other.fit({ width: 40, height: 31, data: alone })
      expect(one.packed()).toEqual(other.packed())
    },
  )
})

describe('what lies between two levels stays there', () => {
  it.each(fine)('$source to $target', ({ source, target, thousandths }) => {
    const fitter = createFitter(inputOf(...target, 'fine'), 2)
    fitter.fit(picture(...source))
    // Blue first, less 10 and halved, in the second slot.
    fitter.spread(1, [2, 1, 0], [2, 2, 2], [10, 10, 10])
    const area = target[0] * target[1]
    const planes = fitter.planes()
    expect(planes).toHaveLength(area * 6)
    for (const [index, value] of thousandths.entries()) {
      const plane = 2 - (index % 3)
      const found = planes[(3 + plane) * area + Math.floor(index / 3)]!
      expect(Math.abs(found * 2 + 10 - value / 1000)).toBeLessThan(0.002)
    }
    expect(
      [...fitter.packed()].some((level, index) => Math.abs(level - thousandths[index]! / 1000) > 0.502),
    ).toBe(false)
  })

  it('leaves padding as it is, and takes pictures of another size', () => {
    const fitter = createFitter({ ...inputOf(6, 4, 'fine'), fit: 'letterbox', pad: 114 }, 1)
    fitter.fit(picture(4, 4))
    expect([...fitter.packed().subarray(0, 3)]).toEqual([114, 114, 114])
    fitter.fit(picture(6, 4))
    expect([...fitter.packed()]).toEqual([...picture(6, 4).data])
  })
})
