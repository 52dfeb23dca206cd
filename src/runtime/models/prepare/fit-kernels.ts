import { readFileSync } from 'node:fs'
import { kernelPath } from '../../package-root.ts'

/** What kernels/fit.ts exports; addresses are byte offsets into `memory`. See there for what each does. */
export interface FitKernels {
  readonly memory: WebAssembly.Memory
  base(): number
  mixColumns(row: number, starts: number, weights: number, target: number, count: number): void
  mixRows(
    upper: number,
    lower: number,
    upperWeight: number,
    lowerWeight: number,
    target: number,
    length: number,
  ): void
  weighColumns(
    row: number,
    starts: number,
    weights: number,
    taps: number,
    target: number,
    count: number,
  ): void
  weighRows(rows: number, stride: number, weights: number, taps: number, target: number, length: number): void
  spread(
    packed: number,
    red: number,
    green: number,
    blue: number,
    count: number,
    divisors: number,
    subtrahends: number,
  ): void
}

let compiled: WebAssembly.Module | undefined

/** A fresh instance with memory of its own; the code is compiled once a process. */
export const loadFitKernels = (): FitKernels => {
  compiled ??= new WebAssembly.Module(readFileSync(kernelPath('fit')))
  return new WebAssembly.Instance(compiled, {}).exports as unknown as FitKernels
}

/** Bytes that a kernel may read or write beyond what it is given. */
const MARGIN = 64

/** Gives out room in a kernel's memory from `from` on, which grows as it must (views of it are detached then). */
export const createArena = (memory: WebAssembly.Memory, from: number) => {
  let next = (from + 15) & ~15
  return {
    take(bytes: number): number {
      const at = next
      next = (at + bytes + MARGIN + 15) & ~15
      const missing = next - memory.buffer.byteLength
      if (missing > 0) memory.grow(Math.ceil(missing / 65_536))
      return at
    },
    /** Where the next room would begin. */
    get end() {
      return next
    },
  }
}
