// Connected components (8-connected) by runs and union-find: Rosenfeld & Pfaltz 1966, with He, Chao & Suzuki's
// run-based scan (2008). A run is four i32: row, first column, column behind the last, parent run.
// A component is eight i32: left, top, right, bottom (behind the last), pixels, strong pixels, sum of x, sum of y.

const RUN: usize = 16
const COMPONENT: usize = 32

/**
 * Labels the pixels set in `mask`. Afterwards a run's fourth number is its component. Returns the number of
 * components; the number of runs is at `counts`, that of dropped runs (no room) behind it.
 */
export function components(
  mask: usize, strong: usize, runs: usize, maxRuns: i32, list: usize, counts: usize, width: i32, height: i32,
): i32 {
  let total = 0
  let lost = 0
  let previous = 0
  let current = 0
  for (let y = 0; y < height; y++) {
    previous = current
    current = total
    const row = mask + <usize>(y * width)
    let start = -1
    for (let x = 0; x < width; x += 16) {
      const bits = i8x16.bitmask(v128.load(row + <usize>x))
      if (start < 0 ? bits == 0 : bits == 0xffff) continue
      let at = 0
      while (at < 16) {
        const rest = (start < 0 ? bits : ~bits & 0xffff) >> at
        if (rest == 0) break
        at += ctz(rest)
        if (start < 0) {
          start = x + at
        } else {
          if (total < maxRuns) put(runs, total++, y, start, x + at)
          else lost++
          start = -1
        }
      }
    }
    if (start >= 0) {
      if (total < maxRuns) put(runs, total++, y, start, width)
      else lost++
    }
    join(runs, previous, current, total)
  }
  store<i32>(counts, total)
  store<i32>(counts + 4, lost)
  return collect(runs, total, list, strong, width)
}

// @ts-ignore: decorator of AssemblyScript
@inline
function put(runs: usize, index: i32, y: i32, from: i32, to: i32): void {
  const run = runs + <usize>index * RUN
  store<i32>(run, y)
  store<i32>(run + 4, from)
  store<i32>(run + 8, to)
  store<i32>(run + 12, index)
}

/** Unites the runs of one row with those of the row above that touch them, corners included. */
function join(runs: usize, previous: i32, current: i32, total: i32): void {
  if (previous < current && load<i32>(runs + <usize>previous * RUN) != load<i32>(runs + <usize>current * RUN) - 1) return
  let a = previous
  let b = current
  while (a < current && b < total) {
    const above = runs + <usize>a * RUN
    const here = runs + <usize>b * RUN
    if (load<i32>(above + 8) >= load<i32>(here + 4) && load<i32>(here + 8) >= load<i32>(above + 4)) {
      unite(runs, a, b)
    }
    if (load<i32>(above + 8) < load<i32>(here + 8)) a++
    else b++
  }
}

function root(runs: usize, index: i32): i32 {
  while (true) {
    const parent = load<i32>(runs + <usize>index * RUN + 12)
    if (parent == index) return index
    store<i32>(runs + <usize>index * RUN + 12, load<i32>(runs + <usize>parent * RUN + 12))
    index = parent
  }
}

/** The smaller index becomes the root, so that a root comes before all its runs. */
function unite(runs: usize, a: i32, b: i32): void {
  const x = root(runs, a)
  const y = root(runs, b)
  if (x < y) store<i32>(runs + <usize>y * RUN + 12, x)
  else store<i32>(runs + <usize>x * RUN + 12, y)
}

function collect(runs: usize, total: i32, list: usize, strong: usize, width: i32): i32 {
  let found = 0
  for (let i = 0; i < total; i++) {
    const run = runs + <usize>i * RUN
    const up = load<i32>(run + 12)
    // Parents come first and hold, by now, their component's number with the sign bit set.
    const label = up == i ? found : load<i32>(runs + <usize>up * RUN + 12) & 0x7fffffff
    store<i32>(run + 12, label | 0x80000000)
    const y = load<i32>(run)
    const from = load<i32>(run + 4)
    const to = load<i32>(run + 8)
    const component = list + <usize>label * COMPONENT
    if (up == i) {
      found++
      store<i32>(component, from)
      store<i32>(component + 4, y)
      store<i32>(component + 8, to)
      memory.fill(component + 12, 0, 20)
    }
    const length = to - from
    store<i32>(component, min(load<i32>(component), from))
    store<i32>(component + 8, max(load<i32>(component + 8), to))
    store<i32>(component + 12, y + 1)
    store<i32>(component + 16, load<i32>(component + 16) + length)
    store<i32>(component + 20, load<i32>(component + 20) + countSet(strong + <usize>(y * width), from, to))
    store<i32>(component + 24, load<i32>(component + 24) + (((from + to - 1) * length) >> 1))
    store<i32>(component + 28, load<i32>(component + 28) + y * length)
  }
  for (let i = 0; i < total; i++) {
    const run = runs + <usize>i * RUN + 12
    store<i32>(run, load<i32>(run) & 0x7fffffff)
  }
  return found
}

function countSet(row: usize, from: i32, to: i32): i32 {
  let set = 0
  for (let x = from; x < to; x++) set += load<u8>(row + <usize>x) & 1
  return set
}
