import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { scene } from '../../../../../src/runtime/nodes/sources/scene.ts'
import { scenePictures } from '../../../../../src/runtime/nodes/sources/scene/pictures.ts'
import type { Frame, View } from '../../../../../src/runtime/pipeline/item.ts'
import { difference, implementations } from '../../../media/support.ts'
import { createJpegDecoder } from '../../../../../src/runtime/media/jpeg.ts'
import { runSource } from '../source-harness.ts'

/** A change of this digest changes what every recorded count of a scene means. */
const DIGEST = '2e0ae3c54af964a5fc63a2d2804ce3097a16b26c670ad5afccb8500f4b068e89'

const SMALL = { width: 320, height: 180, fps: 10, frames: 80 }

const digest = (given: object): string => {
  const hash = createHash('sha256')
  for (const picture of scenePictures({ ...SMALL, ...given })) hash.update(picture)
  return hash.digest('hex')
}

const greysOf = async (params: object, views: readonly View[] = [{ kind: 'grey', width: 160 }]) => {
  const greys: Uint8Array[] = []
  const jpegs: Uint8Array[] = []
  const colours: Uint8Array[] = []
  const look = (frame: Frame): void => {
    for (const view of views)
      if (view.kind === 'grey') greys.push(frame.grey(view.width).data.slice())
      else if (view.kind === 'jpeg') jpegs.push(frame.jpeg(view.quality).slice())
      else colours.push(frame.rgb().data.slice())
  }
  const result = await runSource(scene, { params: { ...SMALL, ...params }, views, look })
  return { ...result, greys, jpegs, colours }
}

describe('scene', () => {
  it('is the same for the same parameters, byte for byte', () => {
    expect(digest({ seed: 7, drift: 20 })).toBe(DIGEST)
    expect(digest({ seed: 7, drift: 20 })).toBe(DIGEST)
  })

  it.each([
    { seed: 8 },
    { noise: 5 },
    { drift: 10 },
    { shadows: false },
    { lanes: 'overlapping' },
    { traffic: 2 },
  ])('differs with %o', (given) => {
    expect(digest(given)).not.toBe(digest({}))
  })

  it('is empty at first, then is not', async () => {
    const { greys } = await greysOf({ noise: 0 })
    expect(difference(greys[0]!, greys[10]!)).toBe(0)
    expect(difference(greys[0]!, greys[79]!)).toBeGreaterThan(1)
  })

  it('drifts in its light', async () => {
    const { greys } = await greysOf({ noise: 0, drift: 30 })
    expect(difference(greys[0]!, greys[10]!)).toBeGreaterThan(5)
  })

  it('gives as many pictures as its duration has, at their times', async () => {
    const { frames: _, ...size } = SMALL
    const { times, info } = await runSource(scene, { params: { ...size, fps: 12.5, duration: '2s' } })
    expect(info).toEqual({ width: 320, height: 180, fps: 12.5 })
    expect(times).toEqual(Array.from({ length: 25 }, (_, n) => BigInt(n) * 80_000_000n))
  })

  it('refuses an odd size', async () => {
    await expect(runSource(scene, { params: { width: 321, height: 180 } })).rejects.toMatchObject({
      code: 'USAGE',
    })
  })

  it('goes on for ever with duration=0s, until it is stopped', async () => {
    let count = 0
    const look = (_: Frame, stop: () => void): void => {
      if (++count === 30) stop()
    }
    const { times } = await runSource(scene, { params: { width: 64, height: 36, duration: '0s' }, look })
    expect(times).toHaveLength(30)
  })
})

describe.each(implementations)('views of a scene by %s', (media) => {
  it('show the same street in grey and as JPEG', async () => {
    const views: View[] = [{ kind: 'grey', width: 160 }, { kind: 'jpeg', quality: 95 }, { kind: 'rgb' }]
    const { greys, jpegs, colours } = await greysOf({ noise: 0, frames: 60 }, views)
    const decoder = await createJpegDecoder([{ kind: 'grey', width: 160 }, { kind: 'rgb' }], media)
    const decoded = await decoder.decode(jpegs[59]!)
    expect(difference(decoded.greys[0]!.data, greys[59]!)).toBeLessThan(4)
    expect(difference(decoded.rgb!.data, colours[59]!)).toBeLessThan(5)
    await decoder.close()
  })
})
