import { describe, expect, it } from 'vitest'
import { type Machine, threadsOn } from '../../../src/runtime/models/threads.ts'

const machine: Machine = { mode: 'stream', all: 8, cores: undefined, fastest: 0 }

describe('threads of a model', () => {
  it.each<[string, Partial<Machine>, number]>([
    ['all cores where nothing shares them', { mode: 'run' }, 0],
    ['what was measured there', { mode: 'run', fastest: 3, cores: 1 }, 3],
    ['half of the cores in a stream', {}, 4],
    ['one at least', { all: 1 }, 1],
    ['no more than was measured to help', { fastest: 2 }, 2],
    ['no more than half, whatever was measured', { fastest: 8 }, 4],
    ['those that the pod was given', { cores: 6 }, 6],
    ['whole ones', { cores: 2.5 }, 2],
    ['one for a part of one', { cores: 0.5 }, 1],
    ['no more than there are', { cores: 16 }, 8],
    ['fewer where fewer are faster', { cores: 6, fastest: 3 }, 3],
  ])('%s', (_, change, threads) => {
    expect(threadsOn({ ...machine, ...change })).toBe(threads)
  })
})
