/** Pixels to either side between which a difference's slope is taken. */
const REACH = 2

/**
 * Clears the pixels of `low` where the difference from the background is no larger than `most` and changes by
 * less than `slope` within {@link REACH} pixels to all sides: the background's own texture, under another
 * light. Of a thing the outline stays. `differences` is room for an i16 plane.
 */
export function soften(
  picture: usize, expected: usize, low: usize, differences: usize, width: i32, height: i32, most: i32, slope: i32,
): void {
  const size = <usize>(width * height * 2)
  for (let i: usize = 0; i < size; i += 16) {
    v128.store(differences + i, i16x8.sub(v128.load(picture + i), v128.load(expected + i)))
  }
  const far = i16x8.splat(<i16>most)
  const steep = i16x8.splat(<i16>slope)
  const line = <usize>(width * 2)
  for (let y = 0; y < height; y++) {
    const row = differences + <usize>y * line
    const above = differences + <usize>max(y - REACH, 0) * line
    const below = differences + <usize>min(y + REACH, height - 1) * line
    const mask = low + <usize>(y * width)
    for (let x = 0; x < width; x += 16) {
      const set = v128.load(mask + <usize>x)
      if (!v128.any_true(set)) continue
      const at = <usize>(x * 2)
      const kept = i8x16.narrow_i16x8_s(
        stands(row + at, above + at, below + at, far, steep),
        stands(row + at + 16, above + at + 16, below + at + 16, far, steep),
      )
      v128.store(mask + <usize>x, v128.and(set, kept))
    }
    ends(mask, width)
  }
}

// @ts-ignore: decorator of AssemblyScript
@inline
function stands(row: usize, above: usize, below: usize, far: v128, steep: v128): v128 {
  const across = i16x8.abs(i16x8.sub(v128.load(row + 2 * REACH), v128.load(row - 2 * REACH)))
  const down = i16x8.abs(i16x8.sub(v128.load(below), v128.load(above)))
  return v128.or(i16x8.gt_s(i16x8.abs(v128.load(row)), far), i16x8.gt_s(i16x8.max_s(across, down), steep))
}

/** The slope at a row's ends reaches into other rows, so the ends go with their neighbours. */
// @ts-ignore: decorator of AssemblyScript
@inline
function ends(mask: usize, width: i32): void {
  const last = mask + <usize>width - 1
  const first = load<u8>(mask, REACH)
  const final = load<u8>(last - REACH)
  for (let i: usize = 0; i < <usize>REACH; i++) {
    store<u8>(mask + i, load<u8>(mask + i) & first)
    store<u8>(last - i, load<u8>(last - i) & final)
  }
}
