import { describe, expect, it } from 'vitest'
import { layOut } from '../../../../src/runtime/nodes/vision/planes.ts'
import { randomOf } from '../../../../bench/support/variants.ts'
import { blur, components, expectedOf, learn, morph, standing, stays } from './reference.ts'

const SIZES = [
  { width: 16, height: 5 },
  { width: 64, height: 36 },
  { width: 320, height: 180 },
]

const open = (size: (typeof SIZES)[number]) => {
  const planes = layOut(size.width, size.height)
  const buffer = planes.kernels.memory.buffer
  const random = randomOf(size.width)
  const i16 = (at: number, length = planes.count) => new Int16Array(buffer, at, length)
  const u8 = (at: number, length = planes.count) => new Uint8Array(buffer, at, length)
  const fill = (view: Int16Array | Uint8Array, value: () => number) => view.set(Array.from(view, value))
  const between = (least: number, most: number) => () => Math.floor(least + random() * (most - least + 1))
  const some = (share: number) => () => (random() < share ? 255 : 0)
  return { ...planes, k: planes.kernels, i16, u8, fill, between, some, random }
}

describe.each(SIZES)('kernels at $width x $height', (size) => {
  const { width, height } = size

  it('blur', () => {
    const p = open(size)
    p.fill(p.u8(p.source), p.between(0, 255))
    p.k.blur(p.source, p.padded, p.sums, p.picture, width, height)
    expect([...p.i16(p.picture)]).toEqual(blur(size, p.u8(p.source)))
  })

  it.each([0.1, 0.5, 0.9])('erode and dilate, %d set', (share) => {
    const p = open(size)
    p.fill(p.u8(p.mask), p.some(share))
    p.k.erode(p.mask, p.spare, p.line, width, height)
    expect([...p.u8(p.spare)]).toEqual(morph(size, p.u8(p.mask), true))
    p.k.dilate(p.mask, p.spare, p.line, width, height)
    expect([...p.u8(p.spare)]).toEqual(morph(size, p.u8(p.mask), false))
  })

  it('difference, in another light', () => {
    const p = open(size)
    p.fill(p.i16(p.background), p.between(0, 25_500))
    p.fill(p.i16(p.picture), p.between(0, 25_500))
    p.fill(p.i16(p.spread), p.between(0, 4000))
    const tone = p.i16(p.tone, 32)
    p.fill(tone, p.between(-3000, 3000))
    p.k.difference(
      p.picture,
      p.background,
      p.spread,
      p.tone,
      p.expected,
      p.low,
      p.high,
      p.count,
      1100,
      24_576,
    )
    const expected = [...p.i16(p.background)].map((background) => expectedOf(background, tone))
    expect([...p.i16(p.expected)]).toEqual(expected)
    const out = expected.map((one, at) =>
      standing(p.i16(p.picture)[at]!, p.i16(p.background)[at]!, p.i16(p.spread)[at]!, one, 1100, 3),
    )
    expect([...p.u8(p.low)]).toEqual(out.map((how) => (how > 0 ? 255 : 0)))
    expect([...p.u8(p.high)]).toEqual(out.map((how) => (how > 1 ? 255 : 0)))
  })

  it('soften, away from the ends of rows', () => {
    const p = open(size)
    p.fill(p.i16(p.expected), p.between(0, 2000))
    p.fill(p.i16(p.picture), p.between(0, 2000))
    p.u8(p.low).fill(255)
    p.k.soften(p.picture, p.expected, p.low, p.differences + 16, width, height, 1500, 600)
    const off = [...p.i16(p.picture)].map((value, at) => value - p.i16(p.expected)[at]!)
    for (let y = 0; y < height; y++)
      for (let x = 2; x < width - 2; x++) {
        const at = y * width + x
        const up = Math.max(y - 2, 0) * width + x
        const down = Math.min(y + 2, height - 1) * width + x
        const kept = stays(off[at]!, [off[at - 2]!, off[at + 2]!, off[up]!, off[down]!], 1500, 600)
        expect(p.u8(p.low)[at], `${x},${y}`).toBe(kept ? 255 : 0)
      }
  })

  it.each([0.05, 0.3, 0.45])('components, %d set', (share) => {
    const p = open(size)
    // Blocks of four, so that there are fewer runs than room.
    const blocks = p.u8(p.mask)
    for (let at = 0; at < blocks.length; at += 4) blocks.fill(p.random() < share ? 255 : 0, at, at + 4)
    p.fill(p.u8(p.high), p.some(0.5))
    const found = p.k.components(p.mask, p.high, p.runs, p.maxRuns, p.list, p.counts, width, height)
    const list = new Int32Array(p.k.memory.buffer, p.list, found * 8)
    const actual = Array.from({ length: found }, (_, at) => ({
      box: [...list.subarray(at * 8, at * 8 + 4)],
      area: list[at * 8 + 4],
      strong: list[at * 8 + 5],
    }))
    expect(new Int32Array(p.k.memory.buffer, p.counts, 2)[1]).toBe(0)
    expect(actual).toEqual(components(size, p.u8(p.mask), p.u8(p.high)))
  })

  it('components leaves out what it has no room for, and says so', () => {
    const p = open(size)
    for (let at = 0; at < p.count; at += 2) p.u8(p.mask)[at] = 255
    p.k.components(p.mask, p.high, p.runs, 8, p.list, p.counts, width, height)
    expect([...new Int32Array(p.k.memory.buffer, p.counts, 2)]).toEqual([8, p.count / 2 - 8])
  })

  it('update', () => {
    const p = open(size)
    p.fill(p.i16(p.background), p.between(0, 25_500))
    p.fill(p.i16(p.expected), p.between(0, 25_500))
    p.fill(p.i16(p.picture), p.between(0, 25_500))
    p.fill(p.i16(p.spread), p.between(0, 4000))
    p.fill(p.u8(p.low), p.some(0.3))
    p.fill(p.u8(p.kept), p.between(0, 3))
    const before = [...p.i16(p.background)].map((background, at) => ({
      background,
      spread: p.i16(p.spread)[at]!,
    }))
    const rates = { follow: 819, absorb: 164, restore: 9000, most: 4000 }
    p.k.update(
      p.picture,
      p.background,
      p.spread,
      p.expected,
      p.low,
      p.kept,
      p.count,
      rates.follow,
      rates.absorb,
      rates.restore,
      rates.follow,
      rates.most,
    )
    const after = before.map((one, at) =>
      learn(
        one,
        p.i16(p.picture)[at]!,
        p.i16(p.expected)[at]!,
        p.u8(p.low)[at] !== 0,
        p.u8(p.kept)[at]!,
        rates,
      ),
    )
    expect([...p.i16(p.background)]).toEqual(after.map(({ background }) => background))
    expect([...p.i16(p.spread)]).toEqual(after.map(({ spread }) => spread))
  })
})
