// Scales rows of packed RGB and spreads packed RGB over planes. Built to dist/kernels/fit.wasm.
// Weights are in 1/16384 and come in pairs, so that one multiplication takes two pixels (an odd one has a zero beside it).

/** Where free memory begins. */
export function base(): usize {
  return (__heap_base + 15) & ~15
}

/**
 * Weighs `pairs * 2` source rows, which lie `stride` bytes apart from `rows` on, into one row of `length` 16-bit values
 * in 1/64 of a level. `weights`: pairs of 16-bit weights. Reads and writes up to 15 values beyond `length`.
 */
export function blendRows(rows: usize, stride: usize, weights: usize, pairs: i32, target: usize, length: i32): void {
  const half = i32x4.splat(128)
  for (let at = 0; at < length; at += 16) {
    let a = half
    let b = half
    let c = half
    let d = half
    let row = rows + <usize>at
    for (let pair = 0; pair < pairs; pair++) {
      const weight = v128.load32_splat(weights + <usize>(pair << 2))
      const upper = v128.load(row)
      const lower = v128.load(row + stride)
      const low = i8x16.shuffle(upper, lower, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
      const high = i8x16.shuffle(upper, lower, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
      a = i32x4.add(a, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(low), weight))
      b = i32x4.add(b, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(low), weight))
      c = i32x4.add(c, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(high), weight))
      d = i32x4.add(d, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(high), weight))
      row += stride << 1
    }
    const to = target + <usize>(at << 1)
    v128.store(to, i16x8.narrow_i32x4_s(i32x4.shr_s(a, 8), i32x4.shr_s(b, 8)))
    v128.store(to, i16x8.narrow_i32x4_s(i32x4.shr_s(c, 8), i32x4.shr_s(d, 8)), 16)
  }
}

/**
 * Weighs `pairs * 2` neighbouring pixels of a row of {@link blendRows} for each of `count` pixels of `target`, packed RGB.
 * `starts`: byte offsets of 32 bits into the row; `weights`: `pairs` pairs of 16 bits for each pixel. Writes one byte beyond.
 */
export function blendPixels(
  row: usize,
  starts: usize,
  weights: usize,
  pairs: i32,
  target: usize,
  count: i32,
): void {
  const half = i32x4.splat(1 << 19)
  let weight = weights
  for (let pixel = 0; pixel < count; pixel++) {
    let from = row + <usize>load<u32>(starts + <usize>(pixel << 2))
    let sum = half
    for (let pair = 0; pair < pairs; pair++) {
      const both = i16x8.shuffle(v128.load64_zero(from), v128.load64_zero(from, 6), 0, 8, 1, 9, 2, 10, 3, 11)
      sum = i32x4.add(sum, i32x4.dot_i16x8_s(both, v128.load32_splat(weight)))
      from += 12
      weight += 4
    }
    const levels = i32x4.shr_s(sum, 20)
    const words = i16x8.narrow_i32x4_s(levels, levels)
    store<u32>(target + <usize>(pixel * 3), i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0))
  }
}

/**
 * Packed RGB to three planes of float32: level * factor + offset, each channel with its own. Reads up to 15 bytes beyond.
 */
export function spread(
  packed: usize,
  red: usize,
  green: usize,
  blue: usize,
  count: i32,
  factors: usize,
  offsets: usize,
): void {
  const whole = count & ~15
  for (let at = 0; at < whole; at += 16) {
    const from = packed + <usize>(at * 3)
    const a = v128.load(from)
    const b = v128.load(from, 16)
    const c = v128.load(from, 32)
    const to = <usize>(at << 2)
    const r = i8x16.shuffle(
      i8x16.shuffle(a, b, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0), c,
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29)
    const g = i8x16.shuffle(
      i8x16.shuffle(a, b, 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 0, 0, 0, 0, 0), c,
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 21, 24, 27, 30)
    const l = i8x16.shuffle(
      i8x16.shuffle(a, b, 2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 0, 0, 0, 0, 0, 0), c,
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 19, 22, 25, 28, 31)
    plane(r, red + to, v128.load32_splat(factors), v128.load32_splat(offsets))
    plane(g, green + to, v128.load32_splat(factors, 4), v128.load32_splat(offsets, 4))
    plane(l, blue + to, v128.load32_splat(factors, 8), v128.load32_splat(offsets, 8))
  }
  for (let at = whole; at < count; at++) {
    const from = packed + <usize>(at * 3)
    const to = <usize>(at << 2)
    store<f32>(red + to, <f32>load<u8>(from) * load<f32>(factors) + load<f32>(offsets))
    store<f32>(green + to, <f32>load<u8>(from, 1) * load<f32>(factors, 4) + load<f32>(offsets, 4))
    store<f32>(blue + to, <f32>load<u8>(from, 2) * load<f32>(factors, 8) + load<f32>(offsets, 8))
  }
}

// @ts-ignore: decorator of AssemblyScript
@inline
function plane(levels: v128, to: usize, factor: v128, offset: v128): void {
  const low = i16x8.extend_low_i8x16_u(levels)
  const high = i16x8.extend_high_i8x16_u(levels)
  v128.store(to, affine(i32x4.extend_low_i16x8_u(low), factor, offset))
  v128.store(to, affine(i32x4.extend_high_i16x8_u(low), factor, offset), 16)
  v128.store(to, affine(i32x4.extend_low_i16x8_u(high), factor, offset), 32)
  v128.store(to, affine(i32x4.extend_high_i16x8_u(high), factor, offset), 48)
}

// @ts-ignore: decorator of AssemblyScript
@inline
function affine(levels: v128, factor: v128, offset: v128): v128 {
  return f32x4.add(f32x4.mul(f32x4.convert_i32x4_u(levels), factor), offset)
}
