import type { Grey } from '../pipeline/item.ts'

/** Pictures kept for reuse; more than a pipeline's queues hold is memory for nothing. */
const KEPT = 16

export interface GreyPool {
  take(): Grey & { readonly data: Uint8Array }
  give(grey: Grey): void
}

/** Recycles the memory of small pictures, so that none is left to the garbage collector at hundreds a second. */
export const createGreyPool = (width: number, height: number): GreyPool => {
  const free: Grey[] = []
  return {
    take: () => free.pop() ?? { width, height, data: new Uint8Array(width * height) },
    give: (grey) => {
      if (free.length < KEPT) free.push(grey)
    },
  }
}
