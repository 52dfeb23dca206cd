/**
 * Lets background and spread follow. All pixels go towards what today's light makes of them (`expected`) at
 * `follow`; on top of that they go towards the picture itself: free pixels at `follow`, those in `low` or with
 * `kept` = 1 at `absorb`, those with `kept` = 2 at `restore`, those with 3 not at all. Spread follows the difference of free pixels.
 * Rates are Q15 shares of the remaining way, a frame.
 */
export function update(
  picture: usize, background: usize, spread: usize, expected: usize, low: usize, kept: usize, count: i32,
  follow: i32, absorb: i32, restore: i32, learn: i32, maxSpread: i32,
): void {
  const light = i16x8.splat(<i16>follow)
  const slow = i16x8.splat(<i16>absorb)
  const fast = i16x8.splat(<i16>restore)
  const noise = i16x8.splat(<i16>learn)
  const most = i16x8.splat(<i16>maxSpread)
  for (let i: usize = 0; i < <usize>count; i += 8) {
    const at = i << 1
    const keep = v128.load8x8_u(kept + i)
    const taken = v128.or(v128.load8x8_s(low + i), i16x8.ne(keep, i16x8.splat(0)))
    const left = i16x8.eq(keep, i16x8.splat(2))
    const held = i16x8.eq(keep, i16x8.splat(3))
    const rate = v128.andnot(v128.bitselect(fast, v128.bitselect(slow, light, taken), left), held)
    const now = v128.load(expected + at)
    const before = v128.load(background + at)
    const off = i16x8.sub(v128.load(picture + at), now)
    const drift = i16x8.q15mulr_sat_s(i16x8.sub(now, before), light)
    v128.store(background + at, i16x8.add(before, i16x8.add(drift, i16x8.q15mulr_sat_s(off, rate))))
    const wide = v128.load(spread + at)
    const size = i16x8.abs(off)
    // The mean absolute difference of normal noise is 0.8 of its deviation.
    const deviation = i16x8.min_s(i16x8.add_sat_s(size, i16x8.shr_u(size, 2)), most)
    const pace = v128.andnot(noise, taken)
    v128.store(spread + at, i16x8.add(wide, i16x8.q15mulr_sat_s(i16x8.sub(deviation, wide), pace)))
  }
}
