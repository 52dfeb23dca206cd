import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeSorted } from '../../../../src/runtime/control/tails/merge-sorted.ts'

async function* batchesOf(batches: readonly number[][]): AsyncGenerator<number[]> {
  yield* batches
}

describe('mergeSorted', () => {
  it('gives all items of sorted sources in order, however they are cut into batches', async () => {
    const source = fc.array(fc.array(fc.nat(99), { maxLength: 4 }), { maxLength: 5 }).map((batches) => {
      const sorted = batches.flat().sort((a, b) => a - b)
      return batches.map((batch) => sorted.splice(0, batch.length))
    })
    await fc.assert(
      fc.asyncProperty(fc.array(source, { maxLength: 5 }), async (sources) => {
        const merged: number[] = []
        const all = sources.map((batches, of) => ({ of, batches: batchesOf(batches) }))
        for await (const some of mergeSorted(all, (item) => item))
          merged.push(...some.map(({ item }) => item))
        expect(merged).toEqual(sources.flat(2).sort((a, b) => a - b))
      }),
    )
  })
})
