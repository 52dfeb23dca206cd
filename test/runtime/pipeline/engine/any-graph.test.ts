import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Emit } from '../../../../src/runtime/pipeline/node.ts'
import type { Item } from '../../../../src/runtime/pipeline/item.ts'
import { createHarness, type Harness, turn } from './harness.ts'

type Timing = 'now' | 'microtask' | 'turn'
interface Behaviour {
  readonly from: number
  readonly also: number
  readonly timing: Timing
  /** Items that wait for their turn while work on them has begun. */
  readonly ahead: number
  /** Of so many frames one is not given on, or fails, or is given twice. */
  readonly every: number
  readonly what: 'pass over' | 'fail' | 'twice' | 'nothing'
}

const behaviour: fc.Arbitrary<Behaviour> = fc.record({
  from: fc.nat(5),
  also: fc.nat(8),
  timing: fc.constantFrom<Timing>('now', 'microtask', 'turn'),
  ahead: fc.nat(3),
  every: fc.integer({ min: 1, max: 4 }),
  what: fc.constantFrom<Behaviour['what']>('pass over', 'fail', 'twice', 'nothing'),
})
const graph = fc.array(behaviour, { minLength: 1, maxLength: 6 })

const wait = (timing: Timing): Promise<void> => (timing === 'turn' ? turn() : Promise.resolve())

const act = ({ every, what }: Behaviour, item: Item, emit: Emit): void | Promise<void> => {
  if (item.frame.index % every !== 0 || what === 'nothing') return emit(item)
  if (what === 'fail') throw new Error('bad item')
  if (what === 'pass over') return undefined
  const first = emit(item)
  return first ? first.then(() => emit(item)) : emit(item)
}

const build = (
  nodes: readonly Behaviour[],
  options: Partial<Parameters<typeof createHarness>[0]>,
): Harness => {
  const name = (index: number): string => (index < 0 ? 'source' : `n${index}`)
  const edges = nodes.map(({ from, also }, index) => {
    const ways = new Set([name((from % (index + 1)) - 1), ...(also < index ? [name(also)] : [])])
    return `${name(index)}<${[...ways].join()}`
  })
  const parts = nodes.map((node, index) => [
    name(index),
    {
      ahead: node.ahead > 0 ? { items: node.ahead, begin: () => undefined } : undefined,
      process: (item: Item, emit: Emit) =>
        node.timing === 'now' ? act(node, item, emit) : wait(node.timing).then(() => act(node, item, emit)),
    },
  ])
  return createHarness({ frames: 12, graph: edges.join(' '), parts: Object.fromEntries(parts), ...options })
}

const expectBalanced = ({ engine, log, released, warnings }: Harness, frames: number): void => {
  const { captured, processed, inFlight, dropped } = engine.state().ledger
  expect(inFlight).toBe(0)
  expect(warnings.join()).not.toContain('never given back')
  expect(processed + Object.values(dropped).reduce((sum, count) => sum + count, 0)).toBe(captured)
  expect(released.toSorted((a, b) => a - b)).toEqual(Array.from({ length: frames }, (_, index) => index))
  const having = (word: string): string[] =>
    log.flatMap((line) => (line.startsWith(word) ? [line.slice(word.length)] : [])).toSorted()
  expect(having('close ')).toEqual(having('open '))
}

it('gives every frame back once and balances, whatever the nodes do', async () => {
  await fc.assert(
    fc.asyncProperty(graph, fc.constantFrom('run', 'stream'), fc.boolean(), async (nodes, mode, live) => {
      const harness = build(nodes, { live, options: { mode: mode as 'run' | 'stream' } })
      await harness.engine.run(new AbortController().signal)
      expect(harness.engine.state().ledger.captured).toBe(12)
      expectBalanced(harness, 12)
    }),
    { numRuns: 150 },
  )
})

it('does so too when it is stopped on the way', async () => {
  await fc.assert(
    fc.asyncProperty(graph, fc.nat(11), async (nodes, at) => {
      const controller = new AbortController()
      const harness = build(nodes, {
        options: { mode: 'stream', drainMs: 1_000 },
        source: async (emit, { signal }, make) => {
          for (let index = 0; index < 12 && !signal.aborted; index++) {
            if (index === at) controller.abort()
            await emit({ frame: make(index) })
          }
        },
      })
      await harness.engine.run(controller.signal)
      expectBalanced(harness, at + 1)
    }),
    { numRuns: 100 },
  )
})

it('in the foreground, does the same in the same order however long each node takes', async () => {
  const order = async (nodes: readonly Behaviour[]): Promise<string[]> => {
    const harness = build(nodes, {})
    await harness.engine.run(new AbortController().signal)
    return harness.log
  }
  await fc.assert(
    fc.asyncProperty(graph, async (nodes) => {
      const quick = await order(nodes.map((node) => ({ ...node, timing: 'now' as const })))
      expect(await order(nodes)).toEqual(quick)
    }),
    { numRuns: 150 },
  )
})

it('in the foreground, each node sees the same in the same order however far nodes look ahead', async () => {
  const seen = async (nodes: readonly Behaviour[]): Promise<string[][]> => {
    const { engine, log } = build(nodes, {})
    await engine.run(new AbortController().signal)
    return nodes.map((_, index) => log.filter((line) => line.startsWith(`n${index} `)))
  }
  // What is given twice is joined as often as it comes before the other way has spoken.
  const once = graph.filter((nodes) => nodes.every(({ what }) => what !== 'twice'))
  await fc.assert(
    fc.asyncProperty(once, async (nodes) => {
      expect(await seen(nodes)).toEqual(await seen(nodes.map((node) => ({ ...node, ahead: 0 }))))
    }),
    { numRuns: 300 },
  )
})
