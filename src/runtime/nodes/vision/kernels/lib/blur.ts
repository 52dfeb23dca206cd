// 5x5 box blur. A sum of 25 pixels times 4 is the mean in hundredths of a grey level, so nothing is divided.

/** `padded` has room for (width + 32) * (height + 4) bytes, `sums` for 2 * width * (height + 5). */
export function blur(source: usize, padded: usize, sums: usize, target: usize, width: i32, height: i32): void {
  pad(source, padded, width, height)
  rowSums(padded, sums, width, height + 4)
  columnSums(sums, sums + <usize>(width * (height + 4) * 2), target, width, height)
}

function pad(source: usize, padded: usize, width: i32, height: i32): void {
  const stride = width + 32
  for (let y = 0; y < height + 4; y++) {
    const row = min(max(y - 2, 0), height - 1)
    const from = source + <usize>(row * width)
    const to = padded + <usize>(y * stride + 16)
    memory.copy(to, from, width)
    const left = load<u8>(from)
    const right = load<u8>(from + <usize>(width - 1))
    store<u8>(to - 1, left)
    store<u8>(to - 2, left)
    store<u8>(to + <usize>width, right)
    store<u8>(to + <usize>width + 1, right)
  }
}

function rowSums(padded: usize, sums: usize, width: i32, rows: i32): void {
  const stride = width + 32
  for (let y = 0; y < rows; y++) {
    let at = padded + <usize>(y * stride + 14)
    let to = sums + <usize>(y * width * 2)
    const end = to + <usize>(width * 2)
    while (to < end) {
      const a = v128.load(at)
      const b = v128.load(at, 1)
      const c = v128.load(at, 2)
      const d = v128.load(at, 3)
      const e = v128.load(at, 4)
      let low = i16x8.add(i16x8.extend_low_i8x16_u(a), i16x8.extend_low_i8x16_u(b))
      low = i16x8.add(low, i16x8.extend_low_i8x16_u(c))
      low = i16x8.add(low, i16x8.extend_low_i8x16_u(d))
      low = i16x8.add(low, i16x8.extend_low_i8x16_u(e))
      let high = i16x8.add(i16x8.extend_high_i8x16_u(a), i16x8.extend_high_i8x16_u(b))
      high = i16x8.add(high, i16x8.extend_high_i8x16_u(c))
      high = i16x8.add(high, i16x8.extend_high_i8x16_u(d))
      high = i16x8.add(high, i16x8.extend_high_i8x16_u(e))
      v128.store(to, low)
      v128.store(to, high, 16)
      at += 16
      to += 32
    }
  }
}

function columnSums(sums: usize, running: usize, target: usize, width: i32, height: i32): void {
  const line = <usize>(width * 2)
  memory.fill(running, 0, line)
  for (let y = 0; y < 4; y++) {
    for (let x: usize = 0; x < line; x += 16) {
      v128.store(running + x, i16x8.add(v128.load(running + x), v128.load(sums + <usize>y * line + x)))
    }
  }
  for (let y = 0; y < height; y++) {
    const first = sums + <usize>y * line
    const to = target + <usize>y * line
    for (let x: usize = 0; x < line; x += 16) {
      const all = i16x8.add(v128.load(running + x), v128.load(first + 4 * line + x))
      v128.store(to + x, i16x8.shl(all, 2))
      v128.store(running + x, i16x8.sub(all, v128.load(first + x)))
    }
  }
}
