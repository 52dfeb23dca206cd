/**
 * Writes each component's value (`values`, u8 by component; 0 paints nothing) into `target` over its runs,
 * `margin` pixels wider on all sides. Larger values win.
 */
export function paint(
  runs: usize, total: i32, values: usize, target: usize, width: i32, height: i32, margin: i32,
): void {
  memory.fill(target, 0, width * height)
  for (let i = 0; i < total; i++) {
    const run = runs + <usize>i * 16
    const value = load<u8>(values + <usize>load<i32>(run + 12))
    if (value == 0) continue
    const y = load<i32>(run)
    const from = max(load<i32>(run + 4) - margin, 0)
    const to = min(load<i32>(run + 8) + margin, width)
    for (let row = max(y - margin, 0); row <= min(y + margin, height - 1); row++) {
      const line = target + <usize>(row * width)
      for (let x = from; x < to; x++) {
        if (load<u8>(line + <usize>x) < value) store<u8>(line + <usize>x, value)
      }
    }
  }
}

/** Writes `value` into the box of `target`; right and bottom are behind the last. */
export function paintBox(
  target: usize, width: i32, left: i32, top: i32, right: i32, bottom: i32, value: i32,
): void {
  for (let y = top; y < bottom; y++) memory.fill(target + <usize>(y * width + left), <u8>value, right - left)
}
