// Scales rows of packed RGB and spreads packed RGB over planes. Built to dist/kernels/fit.wasm.
// `mix…` are OpenCV's INTER_LINEAR, `weigh…` Pillow's BILINEAR, both to the last bit: a level that is off by one moves
// what a quantised model finds.

/** Where free memory begins. */
export function base(): usize {
  return (__heap_base + 15) & ~15
}

/**
 * Mixes two neighbouring pixels of a row of packed RGB into each of `count` pixels of three 16-bit values, in 1/128 of a
 * level. `starts`: byte offsets of 32 bits into the row; `weights`: two of 16 bits for each pixel, in 1/2048.
 * Reads 8 bytes from each start on and writes two bytes beyond.
 */
export function mixColumns(row: usize, starts: usize, weights: usize, target: usize, count: i32): void {
  const zero = i8x16.splat(0)
  for (let pixel = 0; pixel < count; pixel++) {
    const at = <usize>(pixel << 2)
    const both = v128.load64_zero(row + <usize>load<u32>(starts + at))
    const words = i8x16.shuffle(both, zero, 0, 16, 3, 16, 1, 16, 4, 16, 2, 16, 5, 16, 16, 16, 16, 16)
    const sums = i32x4.shr_s(i32x4.dot_i16x8_s(words, v128.load32_splat(weights + at)), 4)
    v128.store64_lane(target + <usize>(pixel * 6), i16x8.narrow_i32x4_s(sums, sums), 0)
  }
}

/** Mixes two rows of {@link mixColumns} into `length` bytes; weights in 1/2048, each product cut down before they are added. */
export function mixRows(
  upper: usize,
  lower: usize,
  upperWeight: i32,
  lowerWeight: i32,
  target: usize,
  length: i32,
): void {
  const a = i16x8.splat(<i16>upperWeight)
  const b = i16x8.splat(<i16>lowerWeight)
  const whole = length & ~15
  for (let at = 0; at < whole; at += 16) {
    const from = <usize>(at << 1)
    const low = mixed(v128.load(upper + from), v128.load(lower + from), a, b)
    const high = mixed(v128.load(upper + from, 16), v128.load(lower + from, 16), a, b)
    v128.store(target + <usize>at, i8x16.narrow_i16x8_u(low, high))
  }
  for (let at = whole; at < length; at++) {
    const from = <usize>(at << 1)
    const sum =
      ((<i32>load<i16>(upper + from) * upperWeight) >> 16) + ((<i32>load<i16>(lower + from) * lowerWeight) >> 16)
    store<u8>(target + <usize>at, <u8>((sum + 2) >> 2))
  }
}

// @ts-ignore: decorator of AssemblyScript
@inline
function mixed(upper: v128, lower: v128, a: v128, b: v128): v128 {
  const sum = i16x8.add(upperHalves(upper, a), upperHalves(lower, b))
  return i16x8.shr_s(i16x8.add(sum, i16x8.splat(2)), 2)
}

/** The upper 16 bits of each product. */
// @ts-ignore: decorator of AssemblyScript
@inline
function upperHalves(values: v128, weights: v128): v128 {
  return i16x8.shuffle(
    i32x4.extmul_low_i16x8_s(values, weights),
    i32x4.extmul_high_i16x8_s(values, weights),
    1, 3, 5, 7, 9, 11, 13, 15)
}

/**
 * Weighs `taps` neighbouring pixels of a row of packed RGB into each of `count` pixels of packed RGB. `starts`: byte
 * offsets of 32 bits into the row; `weights`: `taps` of 32 bits for each pixel, in 1/4194304. Writes one byte beyond.
 */
export function weighColumns(
  row: usize,
  starts: usize,
  weights: usize,
  taps: i32,
  target: usize,
  count: i32,
): void {
  let weight = weights
  for (let pixel = 0; pixel < count; pixel++) {
    let from = row + <usize>load<u32>(starts + <usize>(pixel << 2))
    let sum = i32x4.splat(1 << 21)
    for (let tap = 0; tap < taps; tap++) {
      const levels = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from)))
      sum = i32x4.add(sum, i32x4.mul(levels, v128.load32_splat(weight)))
      from += 3
      weight += 4
    }
    const levels = i32x4.shr_s(sum, 22)
    const words = i16x8.narrow_i32x4_s(levels, levels)
    store<u32>(target + <usize>(pixel * 3), i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0))
  }
}

/** Weighs `taps` rows of bytes, `stride` bytes apart from `rows` on, into `length` bytes; weights as in {@link weighColumns}. */
export function weighRows(
  rows: usize,
  stride: usize,
  weights: usize,
  taps: i32,
  target: usize,
  length: i32,
): void {
  const whole = length & ~15
  const half = i32x4.splat(1 << 21)
  for (let at = 0; at < whole; at += 16) {
    let a = half
    let b = half
    let c = half
    let d = half
    let row = rows + <usize>at
    for (let tap = 0; tap < taps; tap++) {
      const weight = v128.load32_splat(weights + <usize>(tap << 2))
      const levels = v128.load(row)
      const low = i16x8.extend_low_i8x16_u(levels)
      const high = i16x8.extend_high_i8x16_u(levels)
      a = i32x4.add(a, i32x4.mul(i32x4.extend_low_i16x8_u(low), weight))
      b = i32x4.add(b, i32x4.mul(i32x4.extend_high_i16x8_u(low), weight))
      c = i32x4.add(c, i32x4.mul(i32x4.extend_low_i16x8_u(high), weight))
      d = i32x4.add(d, i32x4.mul(i32x4.extend_high_i16x8_u(high), weight))
      row += stride
    }
    const low = i16x8.narrow_i32x4_s(i32x4.shr_s(a, 22), i32x4.shr_s(b, 22))
    const high = i16x8.narrow_i32x4_s(i32x4.shr_s(c, 22), i32x4.shr_s(d, 22))
    v128.store(target + <usize>at, i8x16.narrow_i16x8_u(low, high))
  }
  for (let at = whole; at < length; at++) {
    let sum = 1 << 21
    for (let tap = 0; tap < taps; tap++)
      sum += <i32>load<u8>(rows + <usize>at + <usize>tap * stride) * load<i32>(weights + <usize>(tap << 2))
    store<u8>(target + <usize>at, <u8>min(max(sum >> 22, 0), 255))
  }
}

/**
 * Packed RGB to three planes of float32: (level - subtrahend) / divisor, each channel with its own. Reads up to 15 bytes
 * beyond.
 */
export function spread(
  packed: usize,
  red: usize,
  green: usize,
  blue: usize,
  count: i32,
  divisors: usize,
  subtrahends: usize,
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
    plane(r, red + to, v128.load32_splat(divisors), v128.load32_splat(subtrahends))
    plane(g, green + to, v128.load32_splat(divisors, 4), v128.load32_splat(subtrahends, 4))
    plane(l, blue + to, v128.load32_splat(divisors, 8), v128.load32_splat(subtrahends, 8))
  }
  for (let at = whole; at < count; at++) {
    const from = packed + <usize>(at * 3)
    const to = <usize>(at << 2)
    store<f32>(red + to, (<f32>load<u8>(from) - load<f32>(subtrahends)) / load<f32>(divisors))
    store<f32>(green + to, (<f32>load<u8>(from, 1) - load<f32>(subtrahends, 4)) / load<f32>(divisors, 4))
    store<f32>(blue + to, (<f32>load<u8>(from, 2) - load<f32>(subtrahends, 8)) / load<f32>(divisors, 8))
  }
}

// @ts-ignore: decorator of AssemblyScript
@inline
function plane(levels: v128, to: usize, divisor: v128, subtrahend: v128): void {
  const low = i16x8.extend_low_i8x16_u(levels)
  const high = i16x8.extend_high_i8x16_u(levels)
  v128.store(to, affine(i32x4.extend_low_i16x8_u(low), divisor, subtrahend))
  v128.store(to, affine(i32x4.extend_high_i16x8_u(low), divisor, subtrahend), 16)
  v128.store(to, affine(i32x4.extend_low_i16x8_u(high), divisor, subtrahend), 32)
  v128.store(to, affine(i32x4.extend_high_i16x8_u(high), divisor, subtrahend), 48)
}

// @ts-ignore: decorator of AssemblyScript
@inline
function affine(levels: v128, divisor: v128, subtrahend: v128): v128 {
  return f32x4.div(f32x4.sub(f32x4.convert_i32x4_u(levels), subtrahend), divisor)
}
