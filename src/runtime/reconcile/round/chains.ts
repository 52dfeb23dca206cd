import { setImmediate } from 'node:timers/promises'

/** Work that waits for nothing must not keep others from their turn for longer. */
const TURN_MS = 20

/**
 * Works through the items: those of one key one after the other, as given; up to `most` keys at a time.
 * @param work Never rejects.
 */
export const inChains = async <T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  most: number,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const chains = new Map<string, T[]>()
  for (const item of items) {
    const chain = chains.get(keyOf(item))
    if (chain === undefined) chains.set(keyOf(item), [item])
    else chain.push(item)
  }
  const waiting = chains.values()
  let turn = performance.now()
  const worker = async (): Promise<void> => {
    for (const chain of waiting) {
      for (const item of chain) await work(item)
      if (performance.now() - turn < TURN_MS) continue
      await setImmediate()
      turn = performance.now()
    }
  }
  await Promise.all(Array.from({ length: Math.min(most, chains.size) }, worker))
}
