/** Bins of background brightness, 2048 hundredths of a grey level each. */
const BINS = 13
/** Steps of 32 hundredths of a grey level, from -256 to 255. */
const STEPS = 512

/**
 * Counts, for every second pixel of every second row that is background, how far the picture is from the
 * background: `histogram[bin of background][step]`, u32. Skips pixels set in either mask.
 */
export function toneHistogram(
  picture: usize, background: usize, maskA: usize, maskB: usize, histogram: usize,
  width: i32, height: i32, odd: i32,
): void {
  memory.fill(histogram, 0, BINS * STEPS * 4)
  for (let y = odd; y < height; y += 2) {
    const row = y * width
    for (let x = 0; x < width; x += 2) {
      const at = <usize>(row + x)
      if (load<u8>(maskA + at) | load<u8>(maskB + at)) continue
      const before = <i32>load<i16>(background + (at << 1))
      const change = <i32>load<i16>(picture + (at << 1)) - before
      const step = min(max((change >> 5) + 256, 0), STEPS - 1)
      const cell = histogram + (<usize>((before >> 11) * STEPS + step) << 2)
      store<u32>(cell, load<u32>(cell) + 1)
    }
  }
}
