const WHITE: i16 = 25500
const NEAR_WHITE: i16 = 24700

/**
 * What the background should look like in today's light, and where the picture differs from it.
 * `tone` holds 16 offsets and behind them 16 slopes to the next offset (i16, hundredths of a grey level), by
 * bins of 2048. `expected` = background + tone. `low` is set where the difference is over
 * max(floor, factor * spread), `high` where it is over twice that. A background pixel near white may be
 * brighter than a camera can say, so it has to be left by more.
 */
export function difference(
  picture: usize, background: usize, spread: usize, tone: usize,
  expected: usize, low: usize, high: usize, count: i32, floor: i32, factorQ4: i32,
): void {
  const offsets0 = v128.load(tone)
  const offsets1 = v128.load(tone, 16)
  const slopes0 = v128.load(tone, 32)
  const slopes1 = v128.load(tone, 48)
  const least = i16x8.splat(<i16>floor)
  // Q15 of a quarter of the factor; the product is shifted back, so that factors to 4 fit.
  const factor = i16x8.splat(<i16>factorQ4)
  for (let i: usize = 0; i < <usize>count; i += 16) {
    const at = i << 1
    let nearLow = i16x8.splat(0)
    let nearHigh = i16x8.splat(0)
    for (let half: usize = 0; half < 32; half += 16) {
      const before = v128.load(background + at + half)
      const bin = i16x8.shr_u(before, 11)
      // Byte numbers 2 * bin and 2 * bin + 1 of a table of sixteen i16, which is two registers.
      const pair = v128.or(i16x8.mul(bin, i16x8.splat(0x0202)), i16x8.splat(0x0100))
      const beyond = i8x16.sub(pair, i8x16.splat(16))
      const offset = v128.or(i8x16.swizzle(offsets0, pair), i8x16.swizzle(offsets1, beyond))
      const slope = v128.or(i8x16.swizzle(slopes0, pair), i8x16.swizzle(slopes1, beyond))
      const within = i16x8.shl(v128.and(before, i16x8.splat(2047)), 4)
      const lit = i16x8.add_sat_s(before, i16x8.add(offset, i16x8.q15mulr_sat_s(slope, within)))
      const now = i16x8.min_s(i16x8.max_s(lit, i16x8.splat(0)), i16x8.splat(WHITE))
      v128.store(expected + at + half, now)
      const off = i16x8.abs(i16x8.sub(v128.load(picture + at + half), now))
      const wide = i16x8.shl(i16x8.q15mulr_sat_s(v128.load(spread + at + half), factor), 2)
      const blind = i16x8.max_s(i16x8.sub(before, i16x8.splat(NEAR_WHITE)), i16x8.splat(0))
      const limit = i16x8.add_sat_s(i16x8.max_s(least, wide), i16x8.mul(blind, i16x8.splat(3)))
      const isLow = i16x8.gt_s(off, limit)
      const isHigh = i16x8.gt_s(off, i16x8.add_sat_s(limit, limit))
      if (half == 0) {
        nearLow = isLow
        nearHigh = isHigh
      } else {
        v128.store(low + i, i8x16.narrow_i16x8_s(nearLow, isLow))
        v128.store(high + i, i8x16.narrow_i16x8_s(nearHigh, isHigh))
      }
    }
  }
}
