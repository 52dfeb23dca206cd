// 3x3 erosion and dilation of masks; beyond the border the edge pixels repeat. `line` has room for width + 32.

export function erode(source: usize, target: usize, line: usize, width: i32, height: i32): void {
  for (let y = 0; y < height; y++) {
    const here = source + <usize>(y * width)
    const above = y > 0 ? here - <usize>width : here
    const below = y < height - 1 ? here + <usize>width : here
    for (let x: usize = 0; x < <usize>width; x += 16) {
      const column = v128.and(v128.and(v128.load(above + x), v128.load(here + x)), v128.load(below + x))
      v128.store(line + 16 + x, column)
    }
    edges(line, width)
    const to = target + <usize>(y * width)
    for (let x: usize = 0; x < <usize>width; x += 16) {
      const at = line + x
      v128.store(to + x, v128.and(v128.and(v128.load(at, 15), v128.load(at, 16)), v128.load(at, 17)))
    }
  }
}

export function dilate(source: usize, target: usize, line: usize, width: i32, height: i32): void {
  for (let y = 0; y < height; y++) {
    const here = source + <usize>(y * width)
    const above = y > 0 ? here - <usize>width : here
    const below = y < height - 1 ? here + <usize>width : here
    for (let x: usize = 0; x < <usize>width; x += 16) {
      const column = v128.or(v128.or(v128.load(above + x), v128.load(here + x)), v128.load(below + x))
      v128.store(line + 16 + x, column)
    }
    edges(line, width)
    const to = target + <usize>(y * width)
    for (let x: usize = 0; x < <usize>width; x += 16) {
      const at = line + x
      v128.store(to + x, v128.or(v128.or(v128.load(at, 15), v128.load(at, 16)), v128.load(at, 17)))
    }
  }
}

// @ts-ignore: decorator of AssemblyScript
@inline
function edges(line: usize, width: i32): void {
  store<u8>(line + 15, load<u8>(line + 16))
  store<u8>(line + 16 + <usize>width, load<u8>(line + 15 + <usize>width))
}
