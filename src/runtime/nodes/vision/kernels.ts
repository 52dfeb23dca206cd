import { readFileSync } from 'node:fs'
import { kernelPath } from '../../package-root.ts'

/** What kernels/motion.ts exports; addresses are byte offsets into `memory`. See there for what each does. */
export interface Kernels {
  readonly memory: WebAssembly.Memory
  base(): number
  blur(source: number, padded: number, sums: number, target: number, width: number, height: number): void
  toneHistogram(
    picture: number,
    background: number,
    maskA: number,
    maskB: number,
    histogram: number,
    width: number,
    height: number,
    odd: number,
  ): void
  difference(
    picture: number,
    background: number,
    spread: number,
    tone: number,
    expected: number,
    low: number,
    high: number,
    count: number,
    floor: number,
    factorQ4: number,
  ): void
  erode(source: number, target: number, line: number, width: number, height: number): void
  dilate(source: number, target: number, line: number, width: number, height: number): void
  components(
    mask: number,
    strong: number,
    runs: number,
    maxRuns: number,
    list: number,
    counts: number,
    width: number,
    height: number,
  ): number
  outlines(
    runs: number,
    total: number,
    found: number,
    picture: number,
    expected: number,
    sums: number,
    width: number,
  ): void
  paint(
    runs: number,
    total: number,
    values: number,
    target: number,
    width: number,
    height: number,
    margin: number,
  ): void
  paintBox(
    target: number,
    width: number,
    left: number,
    top: number,
    right: number,
    bottom: number,
    value: number,
  ): void
  soften(
    picture: number,
    expected: number,
    low: number,
    differences: number,
    width: number,
    height: number,
    most: number,
    slope: number,
  ): void
  update(
    picture: number,
    background: number,
    spread: number,
    expected: number,
    low: number,
    kept: number,
    count: number,
    follow: number,
    absorb: number,
    restore: number,
    learn: number,
    maxSpread: number,
  ): void
}

/** A fresh instance with memory of its own; the code is compiled once a process. */
export const loadKernels = (): Kernels => {
  compiled ??= new WebAssembly.Module(readFileSync(kernelPath('motion')))
  return new WebAssembly.Instance(compiled, {}).exports as unknown as Kernels
}

let compiled: WebAssembly.Module | undefined
