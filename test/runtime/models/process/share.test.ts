import { expect, it } from 'vitest'
import { shareCores } from '../../../../src/runtime/models/process/share.ts'

const MIB = 2 ** 20

it.each([
  ['one core has one process', 1, 0, 4 * MIB, { processes: 1, threads: 1 }],
  ['two cores have one each', 2, 0, 4 * MIB, { processes: 2, threads: 1 }],
  ['many cores are shared by four', 16, 0, 4 * MIB, { processes: 4, threads: 4 }],
  ['what does not come out even is rounded', 6, 0, 4 * MIB, { processes: 4, threads: 2 }],
  ['threads that are named are kept', 8, 4, 4 * MIB, { processes: 2, threads: 4 }],
  ['more threads than cores are one process', 2, 3, 4 * MIB, { processes: 1, threads: 3 }],
  ['large weights are held by fewer', 8, 0, 200 * MIB, { processes: 2, threads: 4 }],
  ['weights that are too large for two by one', 8, 0, 900 * MIB, { processes: 1, threads: 8 }],
])('%s', (_, cores, threads, bytes, share) => {
  expect(shareCores(cores, threads, bytes)).toEqual(share)
})
